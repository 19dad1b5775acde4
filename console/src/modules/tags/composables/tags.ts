import type { TagGroup, TagMark } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'

export const COLORS = ['slate', 'teal', 'blue', 'violet', 'pink', 'red', 'orange', 'green'] as const

/** Every group with its tags. */
export function useTags() {
  const query = useQuery({ queryKey: ['tags'], queryFn: () => api.call('GET /tags'), staleTime: 60_000 })
  return { query, groups: computed<TagGroup[]>(() => query.data.value?.items ?? []) }
}

export async function refreshTags(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['tags'] })
  await queryClient.invalidateQueries({ queryKey: ['record-tags'] })
}

/** The tags of one record; `change` hangs and takes off. */
export function useRecordTags(kind: () => string, id: () => string) {
  const key = computed(() => ['record-tags', kind(), id()])
  const query = useQuery({ queryKey: key, queryFn: () => api.call('POST /record-tags', { body: { kind: kind(), ids: [id()] } }) })
  const marks = computed<TagMark[]>(() => query.data.value?.items[0]?.tags ?? [])
  async function change(add: string[], remove: string[]): Promise<void> {
    try {
      queryClient.setQueryData(key.value, await api.call('POST /record-tags/change', { body: { kind: kind(), ids: [id()], add, remove } }))
    }
    catch (error) {
      toastError(error)
    }
  }
  return { query, marks, change }
}
