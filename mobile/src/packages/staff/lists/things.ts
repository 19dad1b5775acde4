import type { Looks } from './filter'
import { http } from '@/modules/session/http'

const FEW = 12

type Things = Looks['things']

async function products(q: string): Promise<Things> {
  const { items } = await http('GET /products', { query: { limit: FEW, ...(q ? { q } : {}) } })
  return items.map(one => ({ id: one.id, name: one.name }))
}
async function categories(): Promise<Things> {
  const { items } = await http('GET /categories')
  return items.map(one => ({ id: one.id, name: one.name }))
}

/** What a customer can have looked at: a few products by their name, or every category. */
export async function thingsToLookAt(field: string, q: string): Promise<Things> {
  return field === 'looked_categories' ? categories() : products(q)
}
