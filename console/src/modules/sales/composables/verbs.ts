import type { Board, CloseIn, Opportunity, OpportunityIn, OpportunityPatch, OpportunityRow, StageKind, StepFill } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'
import { placeCard, removeCard } from './board'

/** Put a fresh answer everywhere it is shown. */
export function showOpportunity(row: Opportunity): void {
  queryClient.setQueryData(['opportunity', row.id], row)
  queryClient.setQueriesData<Board>({ queryKey: ['board'] }, board => board && placeCard(board, row))
  refreshAround(row.customer.id)
}

function refreshAround(customerId: string): void {
  for (const queryKey of [['opportunities'], ['timeline', customerId], ['customer', customerId], ['customers'], ['home']])
    void queryClient.invalidateQueries({ queryKey })
}

export async function createOpportunity(body: OpportunityIn, key: string): Promise<Opportunity> {
  const row = await api.call('POST /opportunities', { body, key })
  showOpportunity(row)
  return row
}

export async function saveOpportunity(id: string, body: OpportunityPatch): Promise<Opportunity> {
  const row = await api.call('PATCH /opportunities/{id}', { path: { id }, body })
  showOpportunity(row)
  return row
}

/** Why a deal ended, and what its stage asked for on the way. */
export type Closing = Omit<CloseIn, 'version'>

/** Move to a stage; winning and losing are verbs of their own and need a reason. */
export async function moveOpportunity(row: OpportunityRow, stage: { id: string, kind: StageKind }, closing: Closing): Promise<Opportunity> {
  const path = { id: row.id }
  const after = stage.kind === 'open'
    ? await openAgainOrMove(row, stage.id, closing.fill)
    : await api.call(stage.kind === 'won' ? 'POST /opportunities/{id}/win' : 'POST /opportunities/{id}/lose', { path, body: { ...closing, version: row.version } })
  showOpportunity(after)
  return after
}

async function openAgainOrMove(row: OpportunityRow, stageId: string, fill?: StepFill): Promise<Opportunity> {
  const path = { id: row.id }
  if (row.state === 'open')
    return api.call('POST /opportunities/{id}/move', { path, body: { stage_id: stageId, ...(fill ? { fill } : {}), version: row.version } })
  const open = await api.call('POST /opportunities/{id}/reopen', { path, body: { version: row.version } })
  if (open.stage.id === stageId)
    return open
  return api.call('POST /opportunities/{id}/move', { path, body: { stage_id: stageId, version: open.version } })
}

export async function reopenOpportunity(row: OpportunityRow): Promise<void> {
  try {
    showOpportunity(await api.call('POST /opportunities/{id}/reopen', { path: { id: row.id }, body: { version: row.version } }))
    toast(translate('opportunity.reopened'))
  }
  catch (error) {
    toastError(error)
  }
}

/** Delete at once; the toast takes it back. */
export async function deleteOpportunity(row: OpportunityRow): Promise<boolean> {
  try {
    await api.call('DELETE /opportunities/{id}', { path: { id: row.id } })
  }
  catch (error) {
    toastError(error)
    return false
  }
  queryClient.setQueriesData<Board>({ queryKey: ['board'] }, board => board && removeCard(board, row.id))
  refreshAround(row.customer.id)
  toast(translate('opportunity.deleted', { title: row.title }), { action: { text: translate('action.undo'), run: () => restore(row.id) } })
  return true
}

async function restore(id: string): Promise<void> {
  try {
    showOpportunity(await api.call('POST /opportunities/{id}/restore', { path: { id } }))
    toast(translate('action.undone'))
  }
  catch (error) {
    toastError(error)
  }
}
