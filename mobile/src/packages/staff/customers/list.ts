import type { CustomerRow, CustomerSort } from '@api'
import { computed, ref } from 'vue'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'

export type CustomerFilter = 'all' | 'mine' | 'levelA' | 'open' | 'won' | 'due'

const FILTERS: Record<CustomerFilter, Record<string, string>> = {
  all: {},
  mine: { owner: 'me' },
  levelA: { level: 'A' },
  open: { deal_state: 'open' },
  won: { deal_state: 'won' },
  due: { sort: 'next_followup_at' },
}
const TYPING_MS = 300

/** The list of customers with what narrows it: typed words, one chip, an order, and the query it was opened with. */
export function useCustomers(preset: () => Record<string, string>) {
  const words = ref('')
  const filter = ref<CustomerFilter>('all')
  const sort = ref<CustomerSort>('-updated_at')
  let timer: ReturnType<typeof setTimeout> | undefined

  const list = usePaged<CustomerRow>(cursor => http('GET /customers', {
    query: {
      limit: 30,
      sort: sort.value,
      ...preset(),
      ...FILTERS[filter.value],
      ...(words.value.trim() ? { q: words.value.trim() } : {}),
      ...(cursor ? { cursor } : {}),
    },
  }))

  function type(text: string): void {
    words.value = text
    clearTimeout(timer)
    timer = setTimeout(() => void list.refresh(), TYPING_MS)
  }
  async function choose(next: CustomerFilter): Promise<void> {
    filter.value = next
    await list.refresh()
  }
  async function order(next: CustomerSort): Promise<void> {
    sort.value = next
    await list.refresh()
  }
  async function clear(): Promise<void> {
    words.value = ''
    await choose('all')
  }
  const narrowed = computed(() => words.value.trim() !== '' || filter.value !== 'all')
  return { list, words, filter, sort, narrowed, type, choose, order, clear }
}
