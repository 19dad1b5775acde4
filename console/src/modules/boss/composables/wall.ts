import type { Ref } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { useIntervalFn, useStorage, useThrottleFn } from '@vueuse/core'
import { computed, ref } from 'vue'
import { api } from '@/app/http'
import { realtimeStatus, useRealtime, useRealtimeConnection } from '@/app/realtime'

/** While the socket is up the server says when something moved; what it does not tell of comes with the slow beat. */
const SLOW_MS = 15_000
const EVERY_MS = 5_000
const LATE_MS = 30_000
/** The server beats at most once a second; the last beat of a burst is followed by one more look. */
const GAP_MS = 1_200

/** Today for the big screen: asked when something moves, every few seconds without a socket; it comes back by itself. */
export function useWall(allowed: Ref<boolean>) {
  const by = useStorage('keliu.wall.by', 'visits')
  const clock = ref(new Date())
  useIntervalFn(() => clock.value = new Date(), 1_000)
  useRealtimeConnection()
  const query = useQuery({
    queryKey: computed(() => ['boss', 'wall', by.value]),
    queryFn: ({ signal }) => api.call('GET /boss/wall', { query: { by: by.value }, signal }),
    enabled: allowed,
    placeholderData: old => old,
    refetchInterval: () => realtimeStatus.value === 'live' ? SLOW_MS : EVERY_MS,
    refetchIntervalInBackground: true,
    retry: false,
  })
  const look = useThrottleFn(() => {
    if (allowed.value)
      void query.refetch()
  }, GAP_MS, true)
  let again: ReturnType<typeof setTimeout> | undefined
  useRealtime('radar.moved', () => {
    void look()
    clearTimeout(again)
    again = setTimeout(() => void look(), GAP_MS)
  })
  return {
    wall: computed(() => query.data.value),
    by,
    clock,
    live: computed(() => !query.isError.value && (query.isPending.value || clock.value.getTime() - query.dataUpdatedAt.value < LATE_MS)),
  }
}
