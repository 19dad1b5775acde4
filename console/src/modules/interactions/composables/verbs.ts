import type { Plan } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

export async function deleteFollowup(id: string, customerId: string): Promise<void> {
  try {
    await api.call('DELETE /interactions/{id}', { path: { id } })
    refresh(customerId)
    toast(translate('timeline.deleted'), { action: { text: translate('action.undo'), run: () => restoreFollowup(id, customerId) } })
  }
  catch (error) {
    toastError(error)
  }
}

async function restoreFollowup(id: string, customerId: string): Promise<void> {
  await run(() => api.call('POST /interactions/{id}/restore', { path: { id } }), customerId)
}

/** Tick a plan off; the toast takes it back. */
export async function finishPlan(plan: Plan, verb: 'done' | 'cancel'): Promise<void> {
  try {
    const after = await api.call(verb === 'done' ? 'POST /plans/{id}/done' : 'POST /plans/{id}/cancel', { path: { id: plan.id }, body: { version: plan.version } })
    refresh(plan.customer.id)
    const text = translate(verb === 'done' ? 'plan.doneToast' : 'plan.cancelledToast')
    toast(text, { action: { text: translate('action.undo'), run: () => reopenPlan(after) } })
  }
  catch (error) {
    refresh(plan.customer.id)
    toastError(error)
  }
}

export async function reopenPlan(plan: Plan): Promise<void> {
  await run(() => api.call('POST /plans/{id}/reopen', { path: { id: plan.id }, body: { version: plan.version } }), plan.customer.id)
}

export async function postponePlan(plan: Plan, to: Date): Promise<void> {
  await run(() => api.call('PATCH /plans/{id}', { path: { id: plan.id }, body: { due_at: to.toISOString(), version: plan.version } }), plan.customer.id)
}

async function run(request: () => Promise<unknown>, customerId: string): Promise<void> {
  try {
    await request()
    toast(translate('action.saved'))
  }
  catch (error) {
    toastError(error)
  }
  refresh(customerId)
}

export function refresh(customerId: string): void {
  for (const queryKey of [['timeline', customerId], ['customer', customerId], ['plans'], ['interactions'], ['home'], ['customers']])
    void queryClient.invalidateQueries({ queryKey })
}
