import type { Card, CardCode } from '@api'
import { http } from '@/modules/session/http'

export interface MyCard { card: Card, codes: CardCode[] }

/** A person has one card on the phone: the newest of their own. */
export async function myCard(): Promise<MyCard | { card: null, codes: [] }> {
  const { items } = await http('GET /cards', { query: { staff: 'me', limit: 1 } })
  const id = items[0]?.id
  if (!id)
    return { card: null, codes: [] }
  const [card, codes] = await Promise.all([
    http('GET /cards/{id}', { path: { id } }),
    http('GET /cards/{id}/codes', { path: { id } }),
  ])
  return { card, codes: codes.items }
}
