import type { Customer, CustomerIn } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** Put a fresh answer everywhere it is shown. */
export function showCustomer(customer: Customer): void {
  queryClient.setQueryData(['customer', customer.id], customer)
  void queryClient.invalidateQueries({ queryKey: ['customers'] })
  void queryClient.invalidateQueries({ queryKey: ['timeline', customer.id] })
  void queryClient.invalidateQueries({ queryKey: ['home'] })
}

export async function refreshCustomer(id: string): Promise<void> {
  await Promise.all([['customer', id], ['timeline', id]].map(queryKey => queryClient.invalidateQueries({ queryKey })))
}

export async function createCustomer(body: CustomerIn, key: string): Promise<Customer> {
  const customer = await api.call('POST /customers', { body, key })
  showCustomer(customer)
  return customer
}

export async function assignCustomer(customer: { id: string, version: number }, ownerId: string, along: boolean): Promise<Customer> {
  const after = await api.call('POST /customers/{id}/assign', {
    path: { id: customer.id },
    body: { owner_id: ownerId, with_opportunities: along, version: customer.version },
  })
  showCustomer(after)
  if (along)
    void queryClient.invalidateQueries({ queryKey: ['opportunities'] })
  return after
}

/** Delete at once; the toast takes it back. */
export async function deleteCustomers(list: { id: string, name: string }[]): Promise<boolean> {
  const gone: string[] = []
  try {
    for (const { id } of list) {
      await api.call('DELETE /customers/{id}', { path: { id } })
      gone.push(id)
    }
  }
  catch (error) {
    toastError(error)
  }
  await refreshLists()
  const [first] = list
  if (gone.length === 0 || !first)
    return false
  const text = gone.length === 1 ? translate('customer.deleted', { name: first.name }) : translate('customer.deletedMany', { n: gone.length })
  toast(text, { action: { text: translate('action.undo'), run: () => restoreCustomers(gone) } })
  return true
}

async function restoreCustomers(ids: string[]): Promise<void> {
  try {
    for (const id of ids)
      showCustomer(await api.call('POST /customers/{id}/restore', { path: { id } }))
    toast(translate('action.undone'))
  }
  catch (error) {
    toastError(error)
  }
}

function refreshLists(): Promise<void[]> {
  return Promise.all(['customers', 'home', 'search'].map(name => queryClient.invalidateQueries({ queryKey: [name] })))
}
