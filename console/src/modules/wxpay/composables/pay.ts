import type { Pay } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

const KEY = ['wx-pay']
/** Below this many days the own certificate has to be renewed. */
export const SOON = 60

/** The merchant number at WeChat Pay, or null when none is connected. */
export function usePay() {
  const query = useQuery({ queryKey: KEY, queryFn: () => api.call('GET /wechat/pay') })
  return { query, pay: computed(() => query.data.value?.pay ?? null) }
}

export function keepPay(pay: Pay | null): void {
  queryClient.setQueryData(KEY, { pay })
}

export function refreshPay(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: KEY })
}
