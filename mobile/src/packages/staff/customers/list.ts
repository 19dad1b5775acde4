import type { CustomerRow, CustomerSort, Filter } from '@api'
import { computed, ref, watch } from 'vue'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'
import { useQuick } from '../lists/quick'
import { useMarks } from '../tags/tags'

export type CustomerFilter = 'all' | 'mine' | 'levelA' | 'open' | 'won' | 'due' | 'quiet' | 'hot'
interface Own { query?: Record<string, string>, filter?: Filter }

const FILTERS: Record<CustomerFilter, Own> = {
  all: {},
  mine: { query: { owner: 'me' } },
  levelA: { query: { level: 'A' } },
  open: { query: { deal_state: 'open' } },
  won: { query: { deal_state: 'won' } },
  due: { query: { sort: 'next_followup_at' } },
  quiet: { filter: { field: 'last_followup_at', op: 'idle_days', value: 30 } },
  hot: { query: { sort: '-score' }, filter: { field: 'score', op: 'ge', value: 60 } },
}
const TYPING_MS = 300
const own = (chip: string): Own => FILTERS[chip as CustomerFilter] ?? {}

/** The list of customers with what narrows it: typed words, one chip, the sheet, an order, and the query it was opened with. */
export function useCustomers(preset: () => Record<string, string>) {
  const words = ref('')
  const filter = ref<string>('all')
  const quick = useQuick('customer')
  const tags = useMarks('customer')
  const sort = ref<CustomerSort>('-updated_at')
  let timer: ReturnType<typeof setTimeout> | undefined

  const list = usePaged<CustomerRow>(cursor => http('GET /customers', {
    query: {
      limit: 30,
      sort: sort.value,
      ...preset(),
      ...own(filter.value).query,
      ...quick.asked(filter.value, own(filter.value)),
      ...(words.value.trim() ? { q: words.value.trim() } : {}),
      ...(cursor ? { cursor } : {}),
    },
  }))
  watch(list.items, rows => void tags.look(rows.map(row => row.id)))

  function type(text: string): void {
    words.value = text
    clearTimeout(timer)
    timer = setTimeout(() => void list.refresh(), TYPING_MS)
  }
  async function choose(next: string): Promise<void> {
    filter.value = next
    await list.refresh()
  }
  async function refresh(): Promise<void> {
    tags.forget()
    await list.refresh()
  }
  async function order(next: CustomerSort): Promise<void> {
    sort.value = next
    await list.refresh()
  }
  async function narrow(answers: typeof quick.answers.value): Promise<void> {
    quick.answers.value = answers
    await list.refresh()
  }
  async function keep(name: string, answers: typeof quick.answers.value): Promise<void> {
    quick.answers.value = answers
    await choose(await quick.keep(name, filter.value, own(filter.value)))
  }
  async function clear(): Promise<void> {
    words.value = ''
    quick.answers.value = {}
    await choose('all')
  }
  const narrowed = computed(() => words.value.trim() !== '' || filter.value !== 'all' || quick.count.value > 0)
  return { list, words, filter, sort, quick, marks: tags.marks, narrowed, type, choose, order, clear, refresh, narrow, keep }
}
