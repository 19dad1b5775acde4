import type { Follower } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { isLive, useOperation } from '@/modules/data/composables/useOperation'
import { noted } from '@/modules/lists/composables/operations'
import { toastError } from '@/ui/errors'
import { useFilters } from '@/ui/useFilters'
import { usePaged } from '@/ui/usePaged'
import { refreshFanTags } from './fanTags'

export const STATES = ['following', 'left', 'blocked'] as const
/** Where WeChat says that somebody began to follow. */
export const SCENES = [
  'ADD_SCENE_QR_CODE',
  'ADD_SCENE_SEARCH',
  'ADD_SCENE_PROFILE_CARD',
  'ADD_SCENE_PROFILE_LINK',
  'ADD_SCENE_PROFILE_ITEM',
  'ADD_SCENE_PAID',
  'ADD_SCENE_ACCOUNT_MIGRATION',
  'ADD_SCENE_WECHAT_ADVERTISEMENT',
  'ADD_SCENE_REPRINT',
  'ADD_SCENE_LIVESTREAM',
  'ADD_SCENE_CHANNELS',
  'ADD_SCENE_WXA',
  'ADD_SCENE_OTHERS',
] as const

/** The followers of one account by the filters of the address. */
export function useFollowers(account: () => string) {
  const { filters, set, clear } = useFilters(['account', 'tab', 'state', 'tag', 'scene', 'linked', 'q', 'sort'], { state: 'following' })
  const asked = computed(() => {
    const { state, tag, scene, q, sort, linked } = filters.value
    return { account: account(), state: state === 'all' ? '' : state, tag, scene, q, sort, linked: linked === '' ? undefined : linked === 'yes' }
  })
  const paged = usePaged<Follower>({
    key: () => ['followers', asked.value],
    fetch: ({ cursor, total }, signal) => api.call('GET /wechat/followers', { query: { ...asked.value, cursor, total, limit: 50 }, signal }),
    total: true,
    enabled: () => account() !== '',
  })
  const narrowed = computed(() => filters.value.state !== 'following' || ['tag', 'scene', 'linked', 'q'].some(name => filters.value[name as 'q'] !== ''))
  return { filters, set, clear, paged, narrowed }
}

/** How many there are and how fresh that is; follows a sync to its end. */
export function useSummary(account: () => string) {
  const query = useQuery({
    queryKey: computed(() => ['followers-summary', account()]),
    queryFn: () => api.call('GET /wechat/followers/summary', { query: { account: account() } }),
    enabled: () => account() !== '',
    refetchInterval: state => state.state.data?.operation_id ? 2_000 : false,
  })
  const { operation } = useOperation(() => query.data.value?.operation_id)
  // The list follows what a sync brings in, and what it found at its end.
  watch(() => [query.data.value?.following, query.data.value?.synced_at, query.data.value?.operation_id].join(), async (_, before) => {
    if (before !== ',,')
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['followers'] }), refreshFanTags()])
  })

  async function sync(): Promise<void> {
    try {
      const { operation_id } = await api.call('POST /wechat/followers/sync', { body: { account_id: account() } })
      noted(await api.call('GET /operations/{id}', { path: { id: operation_id } }))
    }
    catch (error) {
      toastError(error)
    }
    await refreshFollowers()
  }
  return { query, operation, running: computed(() => !!query.data.value?.operation_id && isLive(operation.value)), sync }
}

export async function refreshFollowers(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['followers'] })
  await queryClient.invalidateQueries({ queryKey: ['followers-summary'] })
}
