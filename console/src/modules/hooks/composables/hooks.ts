import type { HookDeliveryRow, HookKind, HookRow, HookSetup } from '@api'
import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

const HOOKS = ['hooks']
const EVERY_MS = 10_000

/** All endpoints with the kinds of events there are; fresh while somebody looks. */
export const useHooks = () => useQuery({ queryKey: HOOKS, queryFn: ({ signal }) => api.call('GET /hooks', { signal }), refetchInterval: EVERY_MS })

/** One of them, out of the same answer. */
export function useHook(id: MaybeRefOrGetter<string>) {
  const query = useHooks()
  return { query, hook: computed(() => query.data.value?.items.find(one => one.id === toValue(id))) }
}

/** What changed shows at once: the list, the logs, one delivery. */
export async function refresh(): Promise<void> {
  await Promise.all([['hooks'], ['hook-log'], ['hook-delivery']].map(queryKey => queryClient.invalidateQueries({ queryKey })))
}

export async function patchHook(hook: HookRow, body: { on: boolean }): Promise<void> {
  await api.call('PATCH /hooks/{id}', { path: { id: hook.id }, body: { ...body, version: hook.version } })
  await refresh()
}

export interface KindGroup { record: string, label: HookKind['record_label'], kinds: HookKind[] }
/** Kinds by the record they are about, in the server's order. */
export function grouped(kinds: HookSetup['kinds']): KindGroup[] {
  const groups = new Map<string, KindGroup>()
  for (const kind of kinds) {
    const group = groups.get(kind.record) ?? { record: kind.record, label: kind.record_label, kinds: [] }
    group.kinds.push(kind)
    groups.set(kind.record, group)
  }
  return [...groups.values()]
}

/** How an endpoint is: `off` three ways, failing now, or fine. */
export function stateOf(hook: HookRow): { key: string, tone: string } {
  if (hook.off)
    return { key: `hook.off.${hook.off}`, tone: hook.off === 'person' ? '' : 'danger' }
  return hook.failing_since ? { key: 'hook.failing', tone: 'warning' } : { key: 'hook.on', tone: 'success' }
}

export const TONES: Record<HookDeliveryRow['state'], string> = { waiting: 'warning', done: 'success', failed: 'danger' }
const PAGES: Record<string, string> = { customer: '/customers/', lead: '/leads/', opportunity: '/opportunities/', order: '/orders/', booking: '/bookings/' }
/** The page of the record that a delivery is about. */
export const pageOfRecord = (row: HookDeliveryRow): string | undefined => PAGES[row.record] && `${PAGES[row.record]}${row.record_id}`
