import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'

export const STYLES = ['photo', 'paper', 'night'] as const
export type Style = typeof STYLES[number]
export type About = 'card' | 'product' | 'shop'

export interface Wanted { code: string, style: Style, about: About, product: string, mini: boolean }

/** Where the server draws a poster. */
export function posterUrl({ code, style, about, product, mini }: Wanted): string {
  const query = new URLSearchParams()
  if (about === 'product' && product)
    query.set('p', product)
  if (about === 'shop')
    query.set('o', 'shop')
  if (mini)
    query.set('m', '1')
  const text = query.toString()
  return `/files/poster/${code}/${style}.png${text ? `?${text}` : ''}`
}

/** A code that opens the shop: that of one's own newest card, or anybody's. */
export function useShopCode() {
  const query = useQuery({
    queryKey: ['codes', 'shop'],
    queryFn: async ({ signal }) => {
      const day = '2000-01-01'
      const { items } = await api.call('GET /code-report', { query: { first: day, last: day }, signal })
      return items[0]?.code ?? ''
    },
  })
  return computed(() => query.data.value ?? '')
}
