import type { Card, CardCode, CardRow } from '@api'
import { http } from '@/modules/session/http'

export interface MyCards { rows: CardRow[], card: Card | null, codes: CardCode[] }

/** All cards of one's own, and the one asked for: the default where none is. */
export async function myCards(wanted = ''): Promise<MyCards> {
  const { items: rows } = await http('GET /cards', { query: { staff: 'me', limit: 50 } })
  const id = (rows.find(one => one.id === wanted) ?? rows.find(one => one.is_default) ?? rows[0])?.id
  if (!id)
    return { rows, card: null, codes: [] }
  const [card, codes] = await Promise.all([
    http('GET /cards/{id}', { path: { id } }),
    http('GET /cards/{id}/codes', { path: { id } }),
  ])
  return { rows, card, codes: codes.items }
}
