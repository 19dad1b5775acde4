import type { CartIn, CartQuote, Delivery } from '@api'
import type { KeptAddress } from '@/modules/shop/addresses'
import type { CartLine } from '@/modules/shop/cart'
import { keptAddresses } from '@/modules/shop/addresses'

/** What somebody fills in before ordering. Money is no part of it: that the server says. */
export interface Draft {
  delivery: Delivery | ''
  address: KeptAddress | null
  place: string
  name: string
  phone: string
  points: number
  remark: string
  invoice: boolean
  invoiceTitle: string
  invoiceTax: string
  invoiceEmail: string
}

const KEPT = 'keliu.draft'

/** Somebody leaves for WeChat to say who they are: what they filled in waits for them. */
export function keepDraft(draft: Draft): void {
  uni.setStorageSync(KEPT, draft)
}

/** What was kept on the way to WeChat, else a new one: who ordered last time fetches or receives again. */
export function newDraft(): Draft {
  const kept = uni.getStorageSync(KEPT) as Draft | ''
  uni.removeStorageSync(KEPT)
  if (kept)
    return kept
  const last = keptAddresses()[0] ?? null
  return {
    delivery: '',
    address: last,
    place: '',
    name: last?.name ?? '',
    phone: last?.phone ?? '',
    points: 0,
    remark: '',
    invoice: false,
    invoiceTitle: '',
    invoiceTax: '',
    invoiceEmail: '',
  }
}

export function cartOf(draft: Draft, lines: CartLine[], delivery: Delivery): CartIn {
  const fetched = delivery !== 'ship'
  const invoice = draft.invoice ? { title: draft.invoiceTitle.trim(), tax_no: draft.invoiceTax.trim(), email: draft.invoiceEmail.trim() } : null
  return {
    lines,
    delivery,
    address: !fetched && draft.address ? { name: draft.address.name, phone: draft.address.phone, region: draft.address.region, detail: draft.address.detail } : null,
    pickup_place_id: delivery === 'pickup' && draft.place ? draft.place : null,
    pickup_name: fetched ? draft.name.trim() : '',
    pickup_phone: fetched ? draft.phone.trim() : '',
    points: draft.points || null,
    remark: draft.remark.trim(),
    invoice,
  }
}

export type Lack = 'addressMissing' | 'pickupMissing' | 'pickupPhoneMissing' | 'invoiceMissing'

/** What is still missing before the order can be placed, as the word that says so. */
export function lacking(draft: Draft, quote: CartQuote): Lack | null {
  if (quote.delivery === 'ship' && !draft.address)
    return 'addressMissing'
  if (quote.delivery === 'pickup' && quote.pickup_places.length && !draft.place)
    return 'pickupMissing'
  if (quote.delivery === 'pickup' && !/^\+?[\d -]{7,20}$/.test(draft.phone.trim()))
    return 'pickupPhoneMissing'
  return draft.invoice && !draft.invoiceTitle.trim() ? 'invoiceMissing' : null
}
