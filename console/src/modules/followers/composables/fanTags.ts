import type { FanTag } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

/** WeChat's tags of one account. */
export function useFanTags(account: () => string) {
  const query = useQuery({
    queryKey: computed(() => ['fan-tags', account()]),
    queryFn: () => api.call('GET /wechat/fan-tags', { query: { account: account() } }),
    enabled: () => account() !== '',
    staleTime: 30_000,
  })
  return { query, tags: computed<FanTag[]>(() => query.data.value?.items ?? []) }
}

export async function refreshFanTags(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['fan-tags'] })
}
