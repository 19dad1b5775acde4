import type { AnyBlock, BlockLink, BlockType, LinkIcon } from '@api'

/** The blocks of a front: what a new one holds, and which kinds there are. */
export const TYPES: readonly BlockType[] = ['banner', 'notice', 'links', 'products', 'categories', 'promotions', 'services', 'moments', 'company', 'contact']
export const ICONS: readonly LinkIcon[] = ['goods', 'calendar', 'member', 'gift', 'phone', 'map', 'chat', 'star']
export const MOST_BLOCKS = 30

export const noLink = (): BlockLink => ({ kind: 'none', id: null, page: null, to: '' })

export function fresh(type: BlockType, taken: readonly string[]): AnyBlock {
  let number = taken.length + 1
  while (taken.includes(`${type}${number}`))
    number++
  const base = { id: `${type}${number}`, title: '' }
  switch (type) {
    case 'banner': return { ...base, type, slides: [] }
    case 'notice': return { ...base, type, text: '' }
    case 'products': return { ...base, type, source: 'all', product_ids: [], category_id: null, layout: 'grid', most: 6 }
    case 'categories': return { ...base, type }
    case 'services': return { ...base, type, service_ids: [], most: 4 }
    case 'company': return { ...base, type, text: '', picture_ids: [], video_id: null }
    case 'moments': return { ...base, type, most: 3 }
    case 'promotions': return { ...base, type, lines: [] }
    case 'contact': return { ...base, type, name: '', address: '', phone: '', hours: '', lat: null, lng: null }
    case 'links': return { ...base, type, items: [] }
  }
}

export function moved<T>(rows: readonly T[], from: number, to: number): T[] {
  const next = [...rows]
  const [one] = next.splice(from, 1)
  if (one !== undefined)
    next.splice(Math.max(0, Math.min(to, next.length)), 0, one)
  return next
}
