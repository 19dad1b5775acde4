import type { HandoverBy, HandoverMethod, HandoverPlan, Ref as Option } from '@api'

export const METHODS: HandoverMethod[] = ['one', 'round_robin', 'even', 'by']
export const BYS: HandoverBy[] = ['level', 'region', 'department']

/** What the wizard has gathered so far. */
export interface HandoverDraft {
  staff: Option | null
  kinds: string[]
  method: HandoverMethod
  by: HandoverBy
  receivers: string[]
  table: Record<string, string>
  disable: boolean
}

export function emptyDraft(staff: Option | null = null): HandoverDraft {
  return { staff, kinds: [], method: 'one', by: 'level', receivers: [], table: {}, disable: false }
}

/** The plan as the server wants it; null while something is missing. */
export function planOf(draft: HandoverDraft): HandoverPlan | null {
  const receivers = draft.method === 'round_robin' || draft.method === 'even' ? draft.receivers : draft.receivers.slice(0, 1)
  if (!draft.staff || receivers.length === 0 || draft.kinds.length === 0)
    return null
  const table = Object.fromEntries(Object.entries(draft.table).filter(([, staff]) => staff))
  return {
    staff_id: draft.staff.id,
    method: draft.method,
    receiver_ids: receivers,
    kinds: draft.kinds,
    ...(draft.method === 'by' ? { by: draft.by, table } : {}),
  }
}
