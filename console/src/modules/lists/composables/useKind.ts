import type { Filter, FilterCount, FilterLanguage, KindName } from '@api'
import type { MaybeRefOrGetter } from 'vue'
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'
import { isEmpty, toText } from '@/ui/filter/filters'

/** What can be asked about a kind; known for the whole session, fields rarely change. */
export function useLanguage(kind: KindName) {
  const query = useQuery({
    queryKey: ['filter-fields', kind],
    queryFn: ({ signal }) => api.call('GET /kinds/{kind}/filter-fields', { path: { kind }, signal }),
    staleTime: 60_000,
  })
  return computed<FilterLanguage>(() => query.data.value ?? { fields: [], operators: [] })
}

/** A filter in words, its outermost parts one by one. */
export function useSaid(kind: KindName, filter: MaybeRefOrGetter<Filter>) {
  return useQuery({
    queryKey: computed(() => ['filter-said', kind, toText(toValue(filter))]),
    queryFn: ({ signal }) => api.call('POST /kinds/{kind}/describe', { path: { kind }, body: { filter: toValue(filter) }, signal }),
    enabled: () => !isEmpty(toValue(filter)),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  })
}

/** How many records match; counting stops at ten thousand. */
export function useCount(kind: KindName, filter: MaybeRefOrGetter<Filter>, q: MaybeRefOrGetter<string>, enabled: () => boolean, list: string) {
  return useQuery({
    queryKey: computed(() => [list, 'count', toText(toValue(filter)), toValue(q)]),
    queryFn: ({ signal }) => api.call('POST /kinds/{kind}/count', { path: { kind }, body: { filter: toValue(filter), q: toValue(q) || undefined }, signal }),
    enabled,
    retry: false,
    staleTime: 30_000,
  })
}

export function countText(found: FilterCount | undefined): string {
  return found ? `${found.count.toLocaleString()}${found.more ? '+' : ''}` : ''
}
