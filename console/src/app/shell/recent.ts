import type { SearchHit } from '@api'

const KEY = 'keliu.recent'
const MOST = 6
export type RecentItem = Pick<SearchHit, 'kind' | 'id' | 'name' | 'subtitle' | 'customer_id'>

/** What this person opened from the palette, newest first; each merchant keeps its own. */
export function recentItems(merchantId: string): RecentItem[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(`${KEY}.${merchantId}`) ?? '[]')
    return Array.isArray(list) ? list as RecentItem[] : []
  }
  catch {
    return []
  }
}

export function rememberItem(merchantId: string, { kind, id, name, subtitle, customer_id }: RecentItem): void {
  const list = recentItems(merchantId).filter(one => one.kind !== kind || one.id !== id)
  // The line below may hold a masked number; nothing that is hidden elsewhere is kept here.
  localStorage.setItem(`${KEY}.${merchantId}`, JSON.stringify([{ kind, id, name, subtitle, customer_id }, ...list].slice(0, MOST)))
}
