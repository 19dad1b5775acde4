import type { Page } from '@api'
import type { ComputedRef, Ref } from 'vue'
import type { ApiError } from './errors'
import { computed, ref, shallowRef } from 'vue'
import { asApiError } from './errors'

export type PagedPhase = 'idle' | 'loading' | 'failed' | 'done'

export interface Paged<T> {
  items: Ref<T[]>
  phase: Ref<PagedPhase>
  error: Ref<ApiError | null>
  /** Nothing to show, and that is the answer, not the wait. */
  empty: ComputedRef<boolean>
  /** The first page is on its way. */
  fresh: ComputedRef<boolean>
  more: () => Promise<void>
  refresh: () => Promise<void>
}

/** The one list engine: asks page after page, keeps what is there when a page fails, and can be tried again. */
export function usePaged<T extends { id: string }>(fetch: (cursor: string | undefined) => Promise<Page<T>>): Paged<T> {
  const items = shallowRef<T[]>([])
  const phase = ref<PagedPhase>('idle')
  const error = shallowRef<ApiError | null>(null)
  let next: string | undefined
  // A refresh outdates every answer still on its way.
  let round = 0

  async function load(replace: boolean): Promise<void> {
    const mine = round
    phase.value = 'loading'
    error.value = null
    try {
      const page = await fetch(replace ? undefined : next)
      if (mine !== round)
        return
      items.value = replace ? page.items : joined(items.value, page.items)
      next = page.next ?? undefined
      phase.value = next ? 'idle' : 'done'
    }
    catch (thrown) {
      if (mine !== round)
        return
      error.value = asApiError(thrown)
      phase.value = 'failed'
    }
  }

  async function more(): Promise<void> {
    if (phase.value === 'loading' || phase.value === 'done')
      return
    await load(items.value.length === 0)
  }

  async function refresh(): Promise<void> {
    round += 1
    await load(true)
  }

  return {
    items,
    phase,
    error,
    empty: computed(() => phase.value === 'done' && items.value.length === 0),
    fresh: computed(() => items.value.length === 0 && (phase.value === 'loading' || phase.value === 'idle')),
    more,
    refresh,
  }
}

/** A row that moved between two pages while we read must not show twice. */
function joined<T extends { id: string }>(old: T[], added: T[]): T[] {
  const known = new Set(old.map(row => row.id))
  return [...old, ...added.filter(row => !known.has(row.id))]
}
