import type { Operation } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'

const LIVE = new Set(['waiting', 'running', 'undoing'])

/** A background task, looked at every second while it works. */
export function useOperation(id: () => string | null | undefined) {
  const query = useQuery({
    queryKey: computed(() => ['operation', id()]),
    queryFn: () => api.call('GET /operations/{id}', { path: { id: id() ?? '' } }),
    enabled: () => !!id(),
    refetchInterval: state => isLive(state.state.data) ? 1_000 : false,
  })
  return {
    query,
    operation: computed(() => id() ? query.data.value : undefined),
    live: computed(() => !!id() && isLive(query.data.value)),
  }
}

export function isLive(operation: Operation | undefined): boolean {
  return !operation || LIVE.has(operation.state)
}

/** How far it is, 0 to 100. */
export function percent(operation: Operation | undefined): number {
  if (!operation?.total)
    return 0
  return Math.floor((operation.done + operation.failed + operation.skipped) / operation.total * 100)
}
