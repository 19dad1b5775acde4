import type { WxAccount, WxAccountRow } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'

const KEY = 'wx-accounts'
export type State = 'trouble' | 'off' | 'unchecked' | 'waiting' | 'well'

/** Official accounts and mini programs of this merchant. */
export function useAccounts() {
  const query = useQuery({ queryKey: [KEY], queryFn: () => api.call('GET /wechat/accounts') })
  return { query, accounts: computed<WxAccountRow[]>(() => query.data.value?.items ?? []) }
}

/** One account with what can be done to it. */
export function useAccount(id: () => string) {
  const query = useQuery({ queryKey: computed(() => [KEY, id()]), queryFn: () => api.call('GET /wechat/accounts/{id}', { path: { id: id() } }) })
  /** Run a change on what is on the screen and show its answer; false when it was refused. */
  async function change(run: (version: number) => Promise<WxAccount>): Promise<boolean> {
    try {
      queryClient.setQueryData([KEY, id()], await run(query.data.value?.version ?? 0))
      await refreshAccounts()
      return true
    }
    catch (error) {
      toastError(error)
      await query.refetch()
      return false
    }
  }
  return { query, account: computed(() => query.data.value), change }
}

export function useHealth(id: () => string) {
  return useQuery({ queryKey: computed(() => [KEY, id(), 'health']), queryFn: () => api.call('GET /wechat/accounts/{id}/health', { path: { id: id() } }), refetchInterval: 15_000 })
}

export function refreshAccounts(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [KEY] })
}

/** How an account is, the worst first. */
export function stateOf(one: WxAccountRow): State {
  if (!one.enabled)
    return 'off'
  if (one.problem)
    return 'trouble'
  if (!one.verified_at)
    return 'unchecked'
  return one.last_push_at ? 'well' : 'waiting'
}

export const CHIP: Record<State, string> = { trouble: 'danger', off: '', unchecked: 'warning', waiting: 'info', well: 'success' }
