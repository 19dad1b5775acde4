import type { Ref } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { useIntervalFn, useStorage } from '@vueuse/core'
import { computed, ref } from 'vue'
import { api } from '@/app/http'

const EVERY_MS = 5_000
const LATE_MS = 20_000

/** Today for the big screen, asked again every few seconds; it comes back by itself after a break. */
export function useWall(allowed: Ref<boolean>) {
  const by = useStorage('keliu.wall.by', 'visits')
  const clock = ref(new Date())
  useIntervalFn(() => clock.value = new Date(), 1_000)
  const query = useQuery({
    queryKey: computed(() => ['boss', 'wall', by.value]),
    queryFn: ({ signal }) => api.call('GET /boss/wall', { query: { by: by.value }, signal }),
    enabled: allowed,
    placeholderData: old => old,
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: true,
    retry: false,
  })
  return {
    wall: computed(() => query.data.value),
    by,
    clock,
    live: computed(() => !query.isError.value && (query.isPending.value || clock.value.getTime() - query.dataUpdatedAt.value < LATE_MS)),
  }
}
