import type { ConvertIn, Lead, LeadIn, LeadRow } from '@api'
import { api } from '@/app/http'
import { isApiError } from '@/app/http/errors'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

type Known = Pick<LeadRow, 'id' | 'name' | 'version'>

/** Put a fresh answer everywhere it is shown. */
export function showLead(lead: Lead): void {
  queryClient.setQueryData(['lead', lead.id], lead)
  refreshAround(lead.id)
}

export function refreshAround(id: string): void {
  for (const queryKey of [['leads'], ['lead-decisions', id], ['timeline', id], ['lead-counts'], ['todo'], ['search']])
    void queryClient.invalidateQueries({ queryKey })
}

export async function createLead(body: LeadIn, key: string): Promise<Lead> {
  const lead = await api.call('POST /leads', { body, key })
  showLead(lead)
  return lead
}

export async function assignLead(lead: Known, ownerId: string): Promise<Lead> {
  const after = await api.call('POST /leads/{id}/assign', { path: { id: lead.id }, body: { owner_id: ownerId, version: lead.version } })
  showLead(after)
  return after
}

export async function discardLead(lead: Known, reason: string): Promise<Lead> {
  const after = await api.call('POST /leads/{id}/discard', { path: { id: lead.id }, body: { reason, version: lead.version } })
  showLead(after)
  return after
}

export async function reviveLead(lead: Known): Promise<void> {
  try {
    showLead(await api.call('POST /leads/{id}/revive', { path: { id: lead.id }, body: { version: lead.version } }))
    toast(translate('lead.revived'))
  }
  catch (error) {
    toastError(error)
  }
}

/** Convert; when somebody was faster, the answer says which customer it became. */
export async function convertLead(lead: Known, wish: Omit<ConvertIn, 'version'>, key: string): Promise<Lead> {
  try {
    const after = await api.call('POST /leads/{id}/convert', { path: { id: lead.id }, body: { ...wish, version: lead.version }, key })
    showLead(after)
    for (const queryKey of [['customers'], ['opportunities'], ['board'], ['home'], ['plans']])
      void queryClient.invalidateQueries({ queryKey })
    return after
  }
  catch (error) {
    if (isApiError(error) && error.code === 'lead_converted')
      void queryClient.invalidateQueries({ queryKey: ['lead', lead.id] })
    throw error
  }
}

/** Delete at once; the toast takes it back. */
export async function deleteLead(lead: Known): Promise<boolean> {
  try {
    await api.call('DELETE /leads/{id}', { path: { id: lead.id } })
  }
  catch (error) {
    toastError(error)
    return false
  }
  refreshAround(lead.id)
  toast(translate('lead.deleted', { name: lead.name }), { action: { text: translate('action.undo'), run: () => restore(lead.id) } })
  return true
}

async function restore(id: string): Promise<void> {
  try {
    showLead(await api.call('POST /leads/{id}/restore', { path: { id } }))
    toast(translate('action.undone'))
  }
  catch (error) {
    toastError(error)
  }
}
