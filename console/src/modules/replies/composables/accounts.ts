import type { Ref as Option } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'

/** The merchant's connected accounts, for choosing one; none when nothing is connected. */
export function useAccounts() {
  const query = useQuery({ queryKey: ['wechat-accounts', 'names'], queryFn: () => api.call('GET /wechat/accounts'), staleTime: 60_000, retry: false })
  const items = computed(() => query.data.value?.items ?? [])
  return {
    /** Whether we have heard which there are. */
    known: computed(() => query.data.value !== undefined),
    accounts: computed<Option[]>(() => items.value.map(({ id, name }) => ({ id, name }))),
    official: computed<Option[]>(() => items.value.filter(one => one.kind === 'oa').map(({ id, name }) => ({ id, name }))),
  }
}
