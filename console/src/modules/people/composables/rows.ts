import type { Address, AddressIn, Contact, ContactIn, Identity, IdentityIn } from '@api'
import { api, newKey } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

type Part = 'contacts' | 'addresses' | 'identities'

function fresh(part: Part, customerId: string): void {
  void queryClient.invalidateQueries({ queryKey: [part, customerId] })
  void queryClient.invalidateQueries({ queryKey: ['timeline', customerId] })
}

export async function saveContact(customerId: string, before: Contact | null, body: ContactIn): Promise<void> {
  await (before
    ? api.call('PATCH /contacts/{id}', { path: { id: before.id }, body: { ...body, version: before.version } })
    : api.call('POST /customers/{id}/contacts', { path: { id: customerId }, body, key: newKey() }))
  fresh('contacts', customerId)
}

export async function saveAddress(customerId: string, before: Address | null, body: AddressIn): Promise<void> {
  await (before
    ? api.call('PATCH /addresses/{id}', { path: { id: before.id }, body: { ...body, version: before.version } })
    : api.call('POST /customers/{id}/addresses', { path: { id: customerId }, body, key: newKey() }))
  fresh('addresses', customerId)
}

export async function addIdentity(customerId: string, body: IdentityIn): Promise<void> {
  await api.call('POST /customers/{id}/identities', { path: { id: customerId }, body, key: newKey() })
  fresh('identities', customerId)
}

export async function removeIdentity(customerId: string, row: Identity): Promise<void> {
  await api.call('DELETE /identities/{id}', { path: { id: row.id } }).catch(toastError)
  fresh('identities', customerId)
}

/** Remove at once; the toast takes it back. */
export async function removeRow(part: 'contacts' | 'addresses', row: Contact | Address, name: string): Promise<void> {
  const path = { id: row.id }
  try {
    await (part === 'contacts' ? api.call('DELETE /contacts/{id}', { path }) : api.call('DELETE /addresses/{id}', { path }))
    fresh(part, row.customer_id)
    toast(translate('people.removed', { name }), { action: { text: translate('action.undo'), run: () => restoreRow(part, row) } })
  }
  catch (error) {
    toastError(error)
  }
}

async function restoreRow(part: 'contacts' | 'addresses', row: Contact | Address): Promise<void> {
  const path = { id: row.id }
  await (part === 'contacts' ? api.call('POST /contacts/{id}/restore', { path }) : api.call('POST /addresses/{id}/restore', { path })).catch(toastError)
  fresh(part, row.customer_id)
}
