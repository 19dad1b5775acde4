import type { Customer, CustomerIn } from '@api'
import type { FieldErrors } from '@/ui/useForm'
import { phoneProblem, plainPhone } from '@shared'
import { translate } from '@/app/i18n'
import { changes } from '@/ui/useForm'

export type CustomerModel = Required<Omit<CustomerIn, 'owner_id' | 'birthday'>> & { owner_id: string, birthday: string }

export function emptyCustomer(ownerId: string): CustomerModel {
  return {
    name: '',
    kind: 'person',
    phone: '',
    email: '',
    company: '',
    position: '',
    level: '',
    source: 'manual',
    gender: '',
    address: '',
    region: '',
    birthday: '',
    industry: '',
    note: '',
    owner_id: ownerId,
  }
}

/** What the form shows of a customer; phone and e-mail stay empty, for only masks are known here. */
export function modelOf(customer: Customer): CustomerModel {
  const { name, kind, company, position, level, source, gender, address, region, industry, note } = customer
  const known = { name, kind, company, position, level, source, gender, address, region, industry, note }
  return { ...known, phone: '', email: '', birthday: customer.birthday ?? '', owner_id: customer.owner?.id ?? '' }
}

export function checkCustomer(model: CustomerModel): FieldErrors<CustomerModel> {
  const errors: FieldErrors<CustomerModel> = {}
  const name = model.name.trim()
  if (!name)
    errors.name = translate('customer.check.nameMissing')
  else if ([...name].length > 60)
    errors.name = translate('customer.check.nameLong')
  const phone = model.phone.trim() ? phoneProblem(model.phone) : null
  if (phone)
    errors.phone = translate(`customer.check.phone.${phone}`)
  if (model.email.trim() && !/^[^\s@]+@[^\s@][^\s.@]*\.[^\s@]+$/.test(model.email.trim()))
    errors.email = translate('customer.check.email')
  if ([...model.note].length > 2000)
    errors.note = translate('customer.check.noteLong')
  return errors
}

/** The body of a POST: empty fields stay out. */
export function toCreate(model: CustomerModel): CustomerIn {
  const filled = Object.entries(tidy(model)).filter(([, value]) => value !== '')
  return Object.fromEntries(filled) as unknown as CustomerIn
}

/** The body of a PATCH: only what was changed; an emptied birthday becomes null. */
export function toPatch(before: CustomerModel, after: CustomerModel): Partial<CustomerIn> {
  const { owner_id: _, ...patch } = changes(tidy(before), tidy(after))
  return 'birthday' in patch ? { ...patch, birthday: patch.birthday || null } : patch
}

function tidy(model: CustomerModel): CustomerModel {
  const trimmed = Object.entries(model).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])
  const result = Object.fromEntries(trimmed) as CustomerModel
  return { ...result, phone: result.phone ? plainPhone(result.phone) : '' }
}
