import type { Page } from '@api'
import type { InfiniteData } from '@tanstack/vue-query'
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'

/** `idle`: more can be asked for · `loading` · `failed`: can be tried again · `done`: everything is here. */
export type Phase = 'idle' | 'loading' | 'failed' | 'done'
export interface Row { id: string }
export interface Position { cursor?: string, total?: boolean }

export interface PagedOptions<T extends Row> {
  /** Cache name of the list; filters are part of it. */
  key: () => readonly unknown[]
  fetch: (position: Position, signal: AbortSignal) => Promise<Page<T>>
  /** Ask how many there are (first page only). */
  total?: boolean
  enabled?: () => boolean
}

type Cached<T> = InfiniteData<Page<T>, string | undefined>

/** The one list engine: keyset pages, one phase, local edits of rows that are already here. */
export function usePaged<T extends Row>(options: PagedOptions<T>) {
  const client = useQueryClient()
  const key = computed(() => [...options.key()])
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => options.fetch(
      { cursor: pageParam, total: options.total && !pageParam ? true : undefined },
      signal,
    ),
    getNextPageParam: (last: Page<T>) => last.next ?? undefined,
    enabled: () => options.enabled?.() ?? true,
    // A changed filter keeps the old rows on screen, dimmed, until the new ones are here.
    placeholderData: keepPreviousData,
  })

  // A row that moved between two pages while we read them must not appear twice.
  const items = computed<T[]>(() => {
    const seen = new Map<string, T>()
    for (const page of query.data.value?.pages ?? []) {
      for (const row of page.items)
        seen.set(row.id, row)
    }
    return [...seen.values()]
  })
  const phase = computed<Phase>(() => {
    if (query.isFetching.value)
      return 'loading'
    if (query.isError.value)
      return 'failed'
    return query.hasNextPage.value ? 'idle' : 'done'
  })

  function more(): void {
    if (phase.value === 'idle')
      void query.fetchNextPage()
    else if (phase.value === 'failed')
      void (query.isFetchNextPageError.value ? query.fetchNextPage() : query.refetch())
  }

  function edit(change: (page: Page<T>, index: number) => Page<T>): void {
    client.setQueryData<Cached<T>>(key.value, data => data && { ...data, pages: data.pages.map(change) })
  }

  return {
    items,
    phase,
    error: computed(() => query.error.value),
    /** Nothing to show yet: draw the skeleton. */
    first: computed(() => query.isPending.value && query.fetchStatus.value !== 'idle'),
    /** The rows on screen belong to the filter before. */
    outdated: computed(() => query.isPlaceholderData.value),
    empty: computed(() => phase.value === 'done' && items.value.length === 0),
    total: computed(() => query.data.value?.pages[0]?.total ?? null),
    more,
    reload: () => void query.refetch(),
    replace: (row: T) => edit(page => ({ ...page, items: page.items.map(one => one.id === row.id ? row : one) })),
    remove: (id: string) => edit(page => ({
      ...page,
      items: page.items.filter(one => one.id !== id),
      total: page.total === null || !page.items.some(one => one.id === id) ? page.total : page.total - 1,
    })),
    /** Put a row on top; a row that is already here moves up and is updated. */
    prepend: (row: T) => edit((page, index) => {
      const rest = page.items.filter(one => one.id !== row.id)
      return { ...page, items: index === 0 ? [row, ...rest] : rest }
    }),
  }
}

export type Paged<T extends Row> = ReturnType<typeof usePaged<T>>
