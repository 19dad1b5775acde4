import type { DeedCount, FeedLine, PersonLine } from '@api'
import { computed, ref } from 'vue'
import { useLoad } from '@/kit/load'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'

export const SPANS = ['1', '7', '30'] as const
export type Span = typeof SPANS[number]

/** Everybody once, whoever came last first. */
export function usePeople() {
  return usePaged<PersonLine>(cursor => http('GET /radar/people', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }))
}

/** What was done how often in a span of days, and the visits behind one of them. */
export function useDeeds() {
  const days = ref<Span>('1')
  const did = ref('')
  const counts = useLoad(() => http('GET /radar/deeds', { query: { days: Number(days.value) } }))
  const chosen = computed<DeedCount | undefined>(() => {
    const kinds = counts.data.value?.items ?? []
    return kinds.find(one => one.kind === did.value) ?? kinds[0]
  })
  const list = usePaged<FeedLine>(cursor => http('GET /radar/feed', {
    query: { limit: 20, did: chosen.value?.kind ?? '', from: counts.data.value?.from ?? '', ...(cursor ? { cursor } : {}) },
  }))

  async function refresh(): Promise<void> {
    await counts.load()
    if (chosen.value)
      await list.refresh()
  }
  async function pick(kind: string): Promise<void> {
    did.value = kind
    await list.refresh()
  }
  async function span(next: Span): Promise<void> {
    days.value = next
    await refresh()
  }
  return { days, counts, chosen, list, refresh, pick, span }
}
