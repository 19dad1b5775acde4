import type { CloseIn, Opportunity, OpportunityRow, StageKind } from '@api'
import type { ApiError } from '@/kit/errors'
import { ref, shallowRef } from 'vue'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { note } from '@/kit/notes'
import { useSubmit } from '@/kit/submit'
import { commonText } from '@/kit/text'
import { http } from '@/modules/session/http'
import { salesText } from './text'

export interface Goal { id: string, name: string, kind: StageKind }
type Deal = Pick<OpportunityRow, 'id' | 'title' | 'version' | 'state'>
/** Why a deal ended, and what its stage asked for on the way. */
export type Closing = Omit<CloseIn, 'version'>

/** What a stage still asks for, read from the server's refusal; nothing for any other error. */
export function missingOf(error: ApiError | null): string[] {
  const missing = (error?.problem as { missing?: unknown } | undefined)?.missing
  return error?.code === 'fields_missing' && Array.isArray(missing) ? missing.map(String) : []
}

function step(key: string, deal: Deal, goal: Goal, closing: Closing): Promise<Opportunity> {
  const path = { id: deal.id }
  const { fill } = closing
  if (goal.kind === 'open')
    return http('POST /opportunities/{id}/move', { path, body: { stage_id: goal.id, version: deal.version, ...(fill ? { fill } : {}) }, key })
  const body = { ...closing, version: deal.version }
  return goal.kind === 'won'
    ? http('POST /opportunities/{id}/win', { path, body, key })
    : http('POST /opportunities/{id}/lose', { path, body, key })
}

/** Takes deals from stage to stage: asks why where one ends, and for what the next stage wants to know. */
export function useSteps(done: (after: Opportunity) => void) {
  const deal = shallowRef<Deal | null>(null)
  const goal = shallowRef<Goal | null>(null)
  const missing = ref<string[]>([])
  const asking = ref(false)
  const send = useSubmit(step, { quiet: true })

  async function take(row: Deal, to: Goal): Promise<void> {
    deal.value = row
    goal.value = to
    missing.value = []
    asking.value = to.kind !== 'open'
    if (!asking.value)
      await give({})
  }

  async function give(closing: Closing): Promise<void> {
    if (!deal.value || !goal.value)
      return
    const after = await send.run(deal.value, goal.value, closing)
    after ? arrived(after) : refused()
  }

  function arrived(after: Opportunity): void {
    const kind = goal.value?.kind
    asking.value = false
    note(kind === 'open' ? say(salesText, 'moved', { name: after.stage.name }) : say(salesText, kind === 'won' ? 'wonNote' : 'lostNote'))
    done(after)
    changed('opportunity')
  }

  function refused(): void {
    const left = missingOf(send.error.value)
    if (left.length > 0) {
      missing.value = [...new Set([...missing.value, ...left])]
      asking.value = true
    }
    else if (send.error.value?.code === 'stale') {
      asking.value = false
      note(say(commonText, 'stale'))
      changed('opportunity')
    }
    else if (send.error.value) {
      note(send.error.value.detail)
    }
  }

  const close = (): void => {
    asking.value = false
  }
  return { deal, goal, missing, asking, busy: send.busy, error: send.error, take, give, close }
}
