import { useQuery } from '@tanstack/vue-query'
import { useThrottleFn } from '@vueuse/core'
import { computed } from 'vue'
import { api } from '@/app/http'
import { useRealtime } from '@/app/realtime'
import { useSession } from '@/app/session/session'
import { usePaged } from '@/ui/usePaged'
import { fits } from './useFeed'

export const GROUPINGS = ['time', 'people', 'deeds'] as const
export const SPANS = ['1', '7', '30'] as const
const EVERY_MS = 3_000

/** The feed by person: whoever came last first; live lines ask again, at most every few seconds. */
export function usePeople(filter: () => { staff: string, customer: string }) {
  const { now } = useSession()
  const paged = usePaged({
    key: () => ['feed-people', filter()],
    fetch: (position, signal) => api.call('GET /radar/people', { query: { ...filter(), ...position, limit: 30 }, signal }),
  })
  const again = useThrottleFn(() => paged.reload(), EVERY_MS, true)
  useRealtime('radar.line', line => fits(line, { kind: '', ...filter() }, now.value.staff.id) && void again())
  return paged
}

/** The feed by behaviour: what happened how often in a span of days, and the visits behind one of them. */
export function useDeeds(filter: () => { did: string, days: string, staff: string }) {
  const counts = useQuery({
    queryKey: computed(() => ['feed-deeds', filter().days, filter().staff]),
    queryFn: ({ signal }) => api.call('GET /radar/deeds', { query: { days: Number(filter().days), staff: filter().staff }, signal }),
  })
  const kinds = computed(() => counts.data.value?.items ?? [])
  const from = computed(() => counts.data.value?.from)
  const chosen = computed(() => kinds.value.find(one => one.kind === filter().did) ?? kinds.value[0])
  const paged = usePaged({
    key: () => ['feed-did', chosen.value?.kind, from.value, filter().staff],
    fetch: (position, signal) => api.call('GET /radar/feed', { query: { did: chosen.value?.kind, from: from.value, staff: filter().staff, ...position, limit: 30 }, signal }),
    enabled: () => !!chosen.value,
  })
  const again = useThrottleFn(() => {
    void counts.refetch()
    paged.reload()
  }, EVERY_MS, true)
  useRealtime('radar.line', () => void again())
  return { counts, kinds, chosen, paged }
}
