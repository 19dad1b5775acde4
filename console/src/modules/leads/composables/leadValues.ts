import type { KindField, Lead, LeadIn, LeadPatch } from '@api'
import type { Values } from '@/ui/fields/useKindForm'
import { plainPhone } from '@shared'
import { bodyOf, changedValues, valuesOf } from '@/ui/fields/useKindForm'

/** Known here only as masks: an empty one in the form means unchanged. */
const SEALED = ['phone', 'email']

/** What the form shows of a lead; phone and e-mail stay empty, for only masks are known here. */
export function valuesOfLead(fields: readonly KindField[], lead: Lead): Values {
  return { ...valuesOf(fields, lead), phone: null, email: null }
}

/** The fields to check: a required one that stands behind its mask is filled in already. */
export function checkedFields(fields: readonly KindField[], lead: Lead | undefined): KindField[] {
  const filled: Record<string, boolean> = { phone: !!lead?.phone_masked, email: !!lead?.email_masked }
  return fields.map(field => filled[field.key] ? { ...field, required: false } : field)
}

/** The body of a POST: empty fields stay out. */
export function toCreate(values: Values, ownerId: string, byRule: boolean): LeadIn {
  const said = Object.fromEntries(Object.entries(tidy(values)).filter(([, value]) => value !== null && value !== ''))
  const owner = byRule ? { by_rule: true } : ownerId ? { owner_id: ownerId } : {}
  return { ...bodyOf(said), ...owner } as unknown as LeadIn
}

/** The body of a PATCH: only what was changed. */
export function toPatch(before: Values, after: Values): Omit<LeadPatch, 'version'> {
  const changed = changedValues(tidy(before), tidy(after))
  const sent = Object.entries(changed).filter(([key, value]) => !SEALED.includes(key) || !!value)
  return bodyOf(Object.fromEntries(sent)) as Omit<LeadPatch, 'version'>
}

function tidy(values: Values): Values {
  return typeof values.phone === 'string' && values.phone.trim() ? { ...values, phone: plainPhone(values.phone) } : values
}
