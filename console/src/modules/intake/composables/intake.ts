import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'

export function useIntake(day: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['radar-intake', toValue(day)]),
    queryFn: ({ signal }) => api.call('GET /radar/intake', { query: toValue(day) ? { day: toValue(day) } : {}, signal }),
  })
}

export const SITES = ['radar-sites']
export const useSites = () => useQuery({ queryKey: SITES, queryFn: async () => (await api.call('GET /radar/sites')).items, refetchInterval: 15_000 })

/** The code that a website's views count for: the card's own one for websites, made when it is missing. */
export async function codeOf(cardId: string, channel: string): Promise<string> {
  const { items } = await api.call('GET /cards/{id}/codes', { path: { id: cardId } })
  const known = items.find(one => one.channel === channel)
  return (known ?? await api.call('POST /cards/{id}/codes', { path: { id: cardId }, body: { channel } })).id
}
