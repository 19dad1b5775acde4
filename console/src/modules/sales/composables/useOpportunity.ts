import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'
import { useRealtime } from '@/app/realtime'

export function useOpportunity(id: MaybeRefOrGetter<string>) {
  const query = useQuery({
    queryKey: computed(() => ['opportunity', toValue(id)]),
    queryFn: ({ signal }) => api.call('GET /opportunities/{id}', { path: { id: toValue(id) }, signal }),
  })
  useRealtime('board.changed', (changed) => {
    if (changed.opportunity_id === toValue(id) && changed.version !== query.data.value?.version)
      void query.refetch()
  })
  return { opportunity: query.data, query }
}
