import type { AnyBlock, BlockType } from '@api'

/** What can be added on the phone, with what a new one shows; the rest is arranged on a computer. */
export const ADDABLE: BlockType[] = ['notice', 'products', 'categories', 'services', 'moments', 'contact']

export function fresh(type: BlockType, taken: string[]): AnyBlock {
  let number = taken.length + 1
  while (taken.includes(`${type}${number}`))
    number += 1
  const base = { id: `${type}${number}`, title: '' }
  switch (type) {
    case 'notice': return { ...base, type, text: '' }
    case 'products': return { ...base, type, source: 'all', product_ids: [], category_id: null, layout: 'grid', most: 6 }
    case 'services': return { ...base, type, service_ids: [], most: 4 }
    case 'moments': return { ...base, type, most: 3 }
    case 'contact': return { ...base, type, name: '', address: '', phone: '', hours: '', lat: null, lng: null }
    default: return { ...base, type: 'categories' }
  }
}

export function moved<T>(rows: T[], at: number, by: number): T[] {
  const next = [...rows]
  const to = at + by
  if (to < 0 || to >= rows.length)
    return next
  next.splice(to, 0, ...next.splice(at, 1))
  return next
}
