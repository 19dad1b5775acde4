import type { FeedLine } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { useThrottleFn } from '@vueuse/core'
import { computed, reactive } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { useRealtime } from '@/app/realtime'
import { useSession } from '@/app/session/session'
import { useFilters } from '@/ui/useFilters'
import { usePaged } from '@/ui/usePaged'

const FRESH_MS = 4_000

export interface FeedFilter { kind: string, staff: string, customer: string }

/** Does a live line belong to what the filter shows? `me` is the staff member who looks. */
export function fits(line: FeedLine, filter: FeedFilter, me: string): boolean {
  const staff = filter.staff === 'me' ? me : filter.staff
  return (!filter.kind || line.kind === filter.kind)
    && (!staff || line.staff.id === staff)
    && (!filter.customer || line.customer?.id === filter.customer)
}

/** The live feed: pages from the server, new and changed lines from the socket. */
export function useFeed() {
  const filtering = useFilters(['by', 'kind', 'staff', 'customer', 'did', 'days'], { by: 'time', days: '1' })
  const { now } = useSession()
  const wanted = computed<FeedFilter>(() => {
    const { kind, staff, customer } = filtering.filters.value
    return { kind, staff, customer }
  })
  const paged = usePaged({
    key: () => ['feed', wanted.value],
    fetch: (position, signal) => api.call('GET /radar/feed', { query: { ...wanted.value, ...position, limit: 50 }, signal }),
    enabled: () => filtering.filters.value.by === 'time',
  })
  const summary = useQuery({
    queryKey: ['radar-summary'],
    queryFn: () => api.call('GET /radar/summary'),
    refetchInterval: 60_000,
  })
  /** Lines that just came in, for a short highlight. */
  const fresh = reactive(new Set<string>())
  const recount = useThrottleFn(() => summary.refetch(), 3_000, true)

  useRealtime('radar.line', (line) => {
    void recount()
    void queryClient.invalidateQueries({ queryKey: ['visit', line.id] })
    if (!fits(line, wanted.value, now.value.staff.id))
      return
    paged.prepend(line)
    fresh.add(line.id)
    setTimeout(() => fresh.delete(line.id), FRESH_MS)
  })

  return { ...filtering, paged, summary: computed(() => summary.data.value), fresh }
}
