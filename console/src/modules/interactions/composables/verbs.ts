import type { Ref as Named, Plan } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** The record a plan or line is about: a customer, or a lead that is not one yet. */
export function aboutId(row: { customer: Named | null, lead: Named | null }): string {
  return (row.customer ?? row.lead)?.id ?? ''
}

export async function deleteFollowup(id: string, aboutId: string): Promise<void> {
  try {
    await api.call('DELETE /interactions/{id}', { path: { id } })
    refresh(aboutId)
    toast(translate('timeline.deleted'), { action: { text: translate('action.undo'), run: () => restoreFollowup(id, aboutId) } })
  }
  catch (error) {
    toastError(error)
  }
}

async function restoreFollowup(id: string, aboutId: string): Promise<void> {
  await run(() => api.call('POST /interactions/{id}/restore', { path: { id } }), aboutId)
}

/** Tick a plan off; the toast takes it back. */
export async function finishPlan(plan: Plan, verb: 'done' | 'cancel'): Promise<void> {
  try {
    const after = await api.call(verb === 'done' ? 'POST /plans/{id}/done' : 'POST /plans/{id}/cancel', { path: { id: plan.id }, body: { version: plan.version } })
    refresh(aboutId(plan))
    const text = translate(verb === 'done' ? 'plan.doneToast' : 'plan.cancelledToast')
    toast(text, { action: { text: translate('action.undo'), run: () => reopenPlan(after) } })
  }
  catch (error) {
    refresh(aboutId(plan))
    toastError(error)
  }
}

export async function reopenPlan(plan: Plan): Promise<void> {
  await run(() => api.call('POST /plans/{id}/reopen', { path: { id: plan.id }, body: { version: plan.version } }), aboutId(plan))
}

export async function postponePlan(plan: Plan, to: Date): Promise<void> {
  await run(() => api.call('PATCH /plans/{id}', { path: { id: plan.id }, body: { due_at: to.toISOString(), version: plan.version } }), aboutId(plan))
}

async function run(request: () => Promise<unknown>, about: string): Promise<void> {
  try {
    await request()
    toast(translate('action.saved'))
  }
  catch (error) {
    toastError(error)
  }
  refresh(about)
}

export function refresh(about: string): void {
  for (const queryKey of [['timeline', about], ['customer', about], ['lead', about], ['plans'], ['interactions'], ['home'], ['todo'], ['customers'], ['leads']])
    void queryClient.invalidateQueries({ queryKey })
}
