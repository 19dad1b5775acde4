import type { Lead } from '@api'
import { changed } from '@/kit/changes'
import { say } from '@/kit/i18n'
import { note, pick } from '@/kit/notes'
import { http } from '@/modules/session/http'
import { pickOf } from '../kit/choose'
import { leadText } from './text'

/** Ask for a colleague and give the lead away; null when nobody was chosen. */
export async function assignLead(lead: Lead): Promise<Lead | null> {
  const { items } = await http('GET /staff/options', { query: {} })
  const chosen = await pickOf(items)
  if (!chosen)
    return null
  const after = await http('POST /leads/{id}/assign', { path: { id: lead.id }, body: { owner_id: chosen.id, version: lead.version } })
  note(say(leadText, 'given', { name: chosen.name }))
  changed('lead')
  return after
}

/** Ask for the reason and mark it invalid. */
export async function discardLead(lead: Lead): Promise<Lead | null> {
  const reasons = (['r1', 'r2', 'r3', 'r4'] as const).map(key => say(leadText, key))
  const reason = reasons[await pick(reasons)]
  if (!reason)
    return null
  const after = await http('POST /leads/{id}/discard', { path: { id: lead.id }, body: { reason, version: lead.version } })
  note(say(leadText, 'discarded'))
  changed('lead')
  return after
}

export async function reviveLead(lead: Lead): Promise<Lead> {
  const after = await http('POST /leads/{id}/revive', { path: { id: lead.id }, body: { version: lead.version } })
  note(say(leadText, 'revived'))
  changed('lead')
  return after
}
