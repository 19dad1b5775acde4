import type { MessageSaid, MessageState, PersonMessage } from '@api'
import { textOf } from '@shared'
import { api } from '@/app/http'
import { i18n, translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** How a state looks: quiet, good, in need of somebody, bad. */
export const TONES: Record<MessageState, '' | 'success' | 'warning' | 'danger' | 'info'> = {
  queued: 'info',
  delayed: 'info',
  sending: 'info',
  done: 'success',
  failed: 'danger',
  unknown: 'warning',
  skipped: '',
}

export function refreshMessages(): void {
  for (const key of ['messages', 'message', 'message-counts', 'customer-ways'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}

/** Say what became of a message that was just written; nothing when it is on its way. */
export function tell(said: MessageSaid): void {
  if (said.state === 'skipped')
    toast(said.why ? textOf(said.why, i18n.global.locale.value) : translate('message.states.skipped'), { kind: 'warning' })
}

/** A person has found out what became of an unknown one. */
export async function resolve(row: PersonMessage, sent: boolean): Promise<void> {
  try {
    await api.call('POST /messages/{id}/resolve', { path: { id: row.id }, body: { sent } })
    toast(translate('message.resolved'))
  }
  catch (error) {
    toastError(error)
  }
  refreshMessages()
}

export async function again(row: PersonMessage): Promise<void> {
  try {
    const said = await api.call('POST /messages/{id}/again', { path: { id: row.id } })
    if (said.state === 'skipped')
      tell(said)
    else
      toast(translate('message.against'))
  }
  catch (error) {
    toastError(error)
  }
  refreshMessages()
}
