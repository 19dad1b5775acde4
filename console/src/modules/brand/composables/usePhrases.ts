import type { Phrase } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'

export const PHRASES_KEY = ['phrases']

/** The merchant's phrases in order. */
export function usePhrases() {
  const query = useQuery({ queryKey: PHRASES_KEY, queryFn: () => api.call('GET /phrases'), staleTime: 300_000 })
  return { query, phrases: computed<Phrase[]>(() => query.data.value?.items ?? []) }
}
