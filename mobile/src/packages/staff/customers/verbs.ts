import type { Customer, TimelineRow } from '@api'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { goBack } from '@/kit/nav'
import { ask, note, pick } from '@/kit/notes'
import { commonText } from '@/kit/text'
import { http } from '@/modules/session/http'
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

/** Null when no colleague was chosen. WeChat's sheet holds six lines, so more are asked in turns. */
export async function assignCustomer({ id, version }: Customer): Promise<Customer | null> {
  const { items } = await http('GET /staff/options', { query: {} })
  const chosen = await pickOf(items, 0)
  if (!chosen)
    return null
  const customer = await http('POST /customers/{id}/assign', { path: { id }, body: { owner_id: chosen.id, version } })
  note(say(customerText, 'assigned', { name: chosen.name }))
  changed('customer')
  return customer
}

async function pickOf<T extends { name: string }>(all: T[], from: number): Promise<T | null> {
  const rest = all.length - from > 6
  const shown = all.slice(from, from + (rest ? 5 : 6))
  const at = await pick([...shown.map(one => one.name), ...(rest ? [say(commonText, 'more')] : [])])
  if (at < 0)
    return null
  return rest && at === shown.length ? pickOf(all, from + shown.length) : shown[at] ?? null
}

/** Takes a follow-up off the timeline. */
export async function undoFollowup(row: TimelineRow): Promise<void> {
  await http('DELETE /interactions/{id}', { path: { id: row.ref_kind === 'interaction' && row.ref_id ? row.ref_id : row.id } })
  note(say(customerText, 'undone'))
  changed('interaction')
}
