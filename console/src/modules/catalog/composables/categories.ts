import type { Category } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

export function useCategories() {
  const query = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => api.call('GET /categories', { signal }),
    staleTime: 60_000,
  })
  return { query, items: computed<Category[]>(() => query.data.value?.items ?? []) }
}

export async function refreshCategories(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['categories'] })
  void queryClient.invalidateQueries({ queryKey: ['products'] })
}
