import type { Customer, CustomerIn, KindField } from '@api'
import type { Values } from '@/ui/fields/useKindForm'
import { plainPhone } from '@shared'
import { bodyOf, changedValues, defaultsOf, valuesOf } from '@/ui/fields/useKindForm'

/** Known here only as masks: an empty one in the form means unchanged. */
const SEALED = ['phone', 'email']

export function emptyValues(fields: readonly KindField[]): Values {
  return defaultsOf(fields)
}

/** What the form shows of a customer; phone and e-mail stay empty, for only masks are known here. */
export function valuesOfCustomer(fields: readonly KindField[], customer: Customer): Values {
  return { ...valuesOf(fields, customer), phone: null, email: null }
}

/** The fields to check: a required one that stands behind its mask is filled in already. */
export function checkedFields(fields: readonly KindField[], customer: Customer | undefined): KindField[] {
  const filled: Record<string, boolean> = { phone: !!customer?.phone_masked, email: !!customer?.email_masked }
  return fields.map(field => filled[field.key] ? { ...field, required: false } : field)
}

/** The body of a POST: empty fields stay out. */
export function toCreate(values: Values, ownerId: string): CustomerIn {
  const said = Object.fromEntries(Object.entries(tidy(values)).filter(([, value]) => value !== null && value !== ''))
  return { ...bodyOf(said), ...(ownerId ? { owner_id: ownerId } : {}) } as unknown as CustomerIn
}

/** The body of a PATCH: only what was changed. */
export function toPatch(before: Values, after: Values): Partial<CustomerIn> {
  const changed = changedValues(tidy(before), tidy(after))
  const sent = Object.entries(changed).filter(([key, value]) => !SEALED.includes(key) || !!value)
  return bodyOf(Object.fromEntries(sent)) as Partial<CustomerIn>
}

function tidy(values: Values): Values {
  return typeof values.phone === 'string' && values.phone.trim() ? { ...values, phone: plainPhone(values.phone) } : values
}
