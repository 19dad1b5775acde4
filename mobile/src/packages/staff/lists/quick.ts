import type { Filter, FilterField, Segment, View } from '@api'
import type { Answers } from './filter'
import { computed, ref, shallowRef } from 'vue'
import { http } from '@/modules/session/http'
import { both, countAnswers, filterOf, isEmptyFilter } from './filter'

interface Asked { filter?: string, sort?: string }

/** What narrows a list with one tap: views and segments saved by people, and the filter sheet. */
export function useQuick(kind: string) {
  const views = shallowRef<View[]>([])
  const segments = shallowRef<Segment[]>([])
  const fields = shallowRef<FilterField[]>([])
  const answers = ref<Answers>({})
  const count = computed(() => countAnswers(fields.value, answers.value))
  const chips = computed(() => [
    ...views.value.map(view => ({ value: `view:${view.id}`, label: view.name })),
    ...segments.value.map(segment => ({ value: `segment:${segment.id}`, label: segment.name })),
  ])

  /** Saved by people; without them the list works as well. */
  async function load(): Promise<void> {
    const [saved, crowds, language] = await Promise.all([
      http('GET /kinds/{kind}/views', { path: { kind } }).catch(() => undefined),
      http('GET /segments').catch(() => undefined),
      http('GET /kinds/{kind}/filter-fields', { path: { kind } }).catch(() => undefined),
    ])
    views.value = saved?.items ?? []
    segments.value = (crowds?.items ?? []).filter(one => one.kind === kind)
    fields.value = language?.fields ?? []
  }

  /** The query of a chip together with the sheet; `own` are the list's own chips. */
  function asked(chip: string, own: { filter?: Filter } = {}): Asked {
    const view = views.value.find(one => chip === `view:${one.id}`)
    const segment = segments.value.find(one => chip === `segment:${one.id}`)
    const filter = both(own.filter, view?.filter, segment?.filter as Filter | undefined, filterOf(fields.value, answers.value))
    return { ...(isEmptyFilter(filter) ? {} : { filter: JSON.stringify(filter) }), ...(view?.sort ? { sort: view.sort } : {}) }
  }

  /** Keeps the chip and the sheet as a view of one's own. */
  async function keep(name: string, chip: string, own: { filter?: Filter } = {}): Promise<string> {
    const { filter } = asked(chip, own)
    const view = await http('POST /kinds/{kind}/views', { path: { kind }, body: { name, filter: filter ? JSON.parse(filter) as Filter : {} } })
    views.value = [...views.value, view]
    answers.value = {}
    return `view:${view.id}`
  }
  return { views, segments, fields, answers, count, chips, load, asked, keep }
}
