import type { CustomerRow, CustomerSort, View } from '@api'
import { computed, ref } from 'vue'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'

export type CustomerFilter = 'all' | 'mine' | 'levelA' | 'open' | 'won' | 'due' | 'quiet' | 'hot'

const FILTERS: Record<CustomerFilter, Record<string, string>> = {
  all: {},
  mine: { owner: 'me' },
  levelA: { level: 'A' },
  open: { deal_state: 'open' },
  won: { deal_state: 'won' },
  due: { sort: 'next_followup_at' },
  quiet: { filter: '{"field":"last_followup_at","op":"idle_days","value":30}' },
  hot: { filter: '{"field":"score","op":"ge","value":60}', sort: '-score' },
}
const TYPING_MS = 300

/** What a chip asks: one of ours, or a view saved at the desk (`view:<id>`). */
function asked(chip: string, views: View[]): Record<string, string> {
  const view = views.find(one => chip === `view:${one.id}`)
  if (!view)
    return FILTERS[chip as CustomerFilter] ?? {}
  const query: Record<string, string> = {}
  if (Object.keys(view.filter).length > 0)
    query.filter = JSON.stringify(view.filter)
  if (view.sort)
    query.sort = view.sort
  return query
}

/** The list of customers with what narrows it: typed words, one chip, an order, and the query it was opened with. */
export function useCustomers(preset: () => Record<string, string>) {
  const words = ref('')
  const filter = ref<string>('all')
  const views = ref<View[]>([])
  const sort = ref<CustomerSort>('-updated_at')
  let timer: ReturnType<typeof setTimeout> | undefined

  const list = usePaged<CustomerRow>(cursor => http('GET /customers', {
    query: {
      limit: 30,
      sort: sort.value,
      ...preset(),
      ...asked(filter.value, views.value),
      ...(words.value.trim() ? { q: words.value.trim() } : {}),
      ...(cursor ? { cursor } : {}),
    },
  }))

  function type(text: string): void {
    words.value = text
    clearTimeout(timer)
    timer = setTimeout(() => void list.refresh(), TYPING_MS)
  }
  async function choose(next: string): Promise<void> {
    filter.value = next
    await list.refresh()
  }
  /** Views saved at the desk; without them the list works as well. */
  async function loadViews(): Promise<void> {
    const found = await http('GET /kinds/{kind}/views', { path: { kind: 'customer' } }).catch(() => undefined)
    views.value = found?.items ?? []
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
  return { list, words, filter, sort, views, loadViews, narrowed, type, choose, order, clear }
}
