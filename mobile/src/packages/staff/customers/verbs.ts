import type { Customer, TimelineRow } from '@api'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { goBack } from '@/kit/nav'
import { ask, note } from '@/kit/notes'
import { commonText } from '@/kit/text'
import { http } from '@/modules/session/http'
import { pickOf } from '../kit/choose'
import { customerText } from './text'

/** Deleting can be taken back: the question says so, and the answer offers it. */
export async function removeCustomer({ id, name }: Customer): Promise<void> {
  const title = say(customerText, 'removeAsk', { name })
  if (!await ask({ title, text: say(customerText, 'removeNote'), yes: say(customerText, 'remove'), no: say(commonText, 'cancel') }))
    return
  await http('DELETE /customers/{id}', { path: { id } })
  const undo = await ask({ title: say(customerText, 'removed', { name }), yes: say(commonText, 'undo'), no: say(commonText, 'confirm') })
  if (undo) {
    await http('POST /customers/{id}/restore', { path: { id } })
    note(say(customerText, 'restored'))
  }
  else {
    goBack()
  }
  changed('customer')
}

/** Null when no colleague was chosen. */
export async function assignCustomer({ id, version }: Customer): Promise<Customer | null> {
  const { items } = await http('GET /staff/options', { query: {} })
  const chosen = await pickOf(items)
  if (!chosen)
    return null
  const customer = await http('POST /customers/{id}/assign', { path: { id }, body: { owner_id: chosen.id, version } })
  note(say(customerText, 'assigned', { name: chosen.name }))
  changed('customer')
  return customer
}

/** Takes a follow-up off the timeline. */
export async function undoFollowup(row: TimelineRow): Promise<void> {
  await http('DELETE /interactions/{id}', { path: { id: row.ref_kind === 'interaction' && row.ref_id ? row.ref_id : row.id } })
  note(say(customerText, 'undone'))
  changed('interaction')
}
