import { useQuery } from '@tanstack/vue-query'
import { useDocumentVisibility, useThrottleFn } from '@vueuse/core'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { useRealtime } from '@/app/realtime'

const KEY = ['radar-unseen']
const EVERY_MS = 3_000

/** How many visits began since one looked; follows the live lines. */
export function useUnseenCount() {
  const query = useQuery({ queryKey: KEY, queryFn: () => api.call('GET /radar/unseen'), refetchInterval: 120_000 })
  useRealtime('radar.line', useThrottleFn(() => void query.refetch(), EVERY_MS, true))
  return computed(() => query.data.value?.count ?? 0)
}

/** While the feed is open everything counts as seen; `since` stays what it was when it was opened. */
export function useSeenWhileOpen() {
  const since = ref<string | null>(null)
  const visibility = useDocumentVisibility()

  async function seen(): Promise<void> {
    if (visibility.value !== 'visible')
      return
    try {
      since.value ??= (await api.call('GET /radar/unseen')).since
      await api.call('POST /radar/seen')
      queryClient.setQueryData(KEY, { count: 0, since: new Date().toISOString() })
    }
    catch {
      // A counter only: the next line asks again.
    }
  }

  const later = useThrottleFn(seen, EVERY_MS, true)
  useRealtime('radar.line', () => void later())
  watch(visibility, () => void later())
  void seen()
  onScopeDispose(() => void later())
  return { isNew: (at: string) => since.value !== null && at > since.value }
}
