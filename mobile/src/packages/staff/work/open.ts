import type { Label, Ref as Named, TodoRow } from '@api'
import { locale } from '@/kit/i18n'
import { go, pages } from '@/kit/nav'

/** The page of whom a plan or line is about. */
export function openAbout(row: { customer: Named | null, lead: Named | null }): void {
  if (row.customer)
    go('customer', { id: row.customer.id })
  else if (row.lead)
    openThing('lead', row.lead.id)
}

const KNOWN = ['customer', 'opportunity', 'lead', 'quote', 'contract', 'order', 'booking'] as const

/** The page of a thing the server names; kinds without a page on the phone stay closed. */
export function openThing(kind: string, id: string): boolean {
  const page = kind === 'product' ? 'goods' : KNOWN.find(one => one === kind)
  if (!page || !Object.hasOwn(pages, page))
    return false
  go(page as keyof typeof pages, { id })
  return true
}
export const openRow = (row: TodoRow): boolean => openThing(row.kind, row.id)

export const labelIn = (label: Label): string => locale.value.startsWith('zh') ? label.zh : label.en
