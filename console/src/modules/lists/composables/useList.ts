import type { Density, Filter, KindName, View } from '@api'
import type { Column, Layout } from '@/ui/table/columns'
import { useStorage } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { and, EMPTY, fromText, isEmpty, outermost, same, toText, without } from '@/ui/filter/filters'
import { arranged, withColumns, withWidth } from '@/ui/table/columns'
import { useFilters } from '@/ui/useFilters'
import { useWords } from '@/ui/useWords'
import { useCount, useLanguage, useSaid } from './useKind'
import { useViews } from './useViews'

/** What the pages of one kind (list, board, calendar) take along from one to the next. */
export const SHARED = ['q', 'filter', 'view'] as const

export interface ListSetup<X extends string> {
  kind: KindName
  /** First part of the cache names of this list. */
  list: string
  sort: string
  columns: () => Column[]
  /** Names in the address that drill-downs bring and the API takes as they are. */
  extras?: readonly X[]
}

/** A list page's state: filter, search, order and view in the address; columns and density in the view or the browser. */
export function useList<X extends string = never>(setup: ListSetup<X>) {
  const { text } = useWords()
  const extras = setup.extras ?? []
  const { filters: address, set } = useFilters(['q', 'filter', 'sort', 'view', ...extras] as const)
  const language = useLanguage(setup.kind)
  const views = useViews(setup.kind)
  const building = ref(false)

  const view = computed<View | undefined>(() => views.items.value.find(one => one.id === address.value.view))
  const filter = computed<Filter>(() => address.value.filter ? fromText(address.value.filter) : view.value?.filter ?? EMPTY)
  const sort = computed(() => address.value.sort || view.value?.sort || setup.sort)
  const brought = computed(() => extras.filter(name => address.value[name]))
  const narrowed = computed(() => !isEmpty(filter.value) || address.value.q !== '' || brought.value.length > 0)

  // The view that a person set to open first, unless the address already says what to show.
  watch(views.opens, (opens) => {
    if (opens && Object.values(address.value).every(value => value === ''))
      set({ view: opens } as Partial<Record<string, string>>)
  }, { immediate: true })

  const kept = useStorage<Record<string, Layout>>(`keliu.layout.${setup.list}`, {})
  const layout = computed<Layout | null>({
    get: () => kept.value[view.value?.id ?? ''] ?? layoutOf(view.value) ?? kept.value[''] ?? null,
    set: value => kept.value = value === null ? forget(kept.value, view.value?.id ?? '') : { ...kept.value, [view.value?.id ?? '']: value },
  })
  const all = computed<Column[]>(() => [...setup.columns(), ...language.value.fields
    .filter(field => field.key.startsWith('custom.'))
    .map(field => ({ name: field.key, title: text(field.label), sort: field.sortable ? field.key : undefined, right: ['number', 'money'].includes(field.type), extra: true }))])
  const shown = computed(() => arranged(all.value, layout.value))
  const density = computed<Density>(() => layout.value?.density ?? 'normal')

  const said = useSaid(setup.kind, filter)
  const count = useCount(setup.kind, filter, () => address.value.q, () => brought.value.length === 0, setup.list)
  const changed = computed(() => view.value !== undefined
    && (!same(filter.value, view.value.filter) || sort.value !== (view.value.sort || setup.sort) || kept.value[view.value.id] !== undefined))

  function setFilter(next: Filter): void {
    // An emptied filter over a view is said aloud, or the view's own would come back.
    set({ filter: toText(next) || (view.value ? '{}' : '') } as Partial<Record<string, string>>)
  }

  return {
    setup,
    address,
    set,
    language,
    views,
    view,
    filter,
    sort,
    brought,
    narrowed,
    building,
    all,
    shown,
    density,
    said,
    count,
    changed,
    layout,
    parts: computed(() => outermost(filter.value)),
    setFilter,
    add: (part: Filter) => setFilter(and(filter.value, part)),
    remove: (at: number) => setFilter(without(filter.value, at)),
    clear: () => set({ q: '', filter: view.value && !isEmpty(view.value.filter) ? '{}' : '', ...Object.fromEntries(extras.map(name => [name, ''])) } as Partial<Record<string, string>>),
    open: (id: string) => set({ view: id, filter: '', sort: '', q: '', ...Object.fromEntries(extras.map(name => [name, ''])) } as Partial<Record<string, string>>),
    settle: (id: string) => {
      kept.value = forget(kept.value, id)
      set({ view: id, filter: '', sort: '' } as Partial<Record<string, string>>)
    },
    setColumns: (names: string[]) => layout.value = withColumns(layout.value, names, density.value),
    setDensity: (next: Density) => layout.value = withColumns(layout.value, shown.value.map(column => column.name), next),
    resize: (name: string, width: number) => layout.value = { ...withWidth(shown.value, layout.value, name, width), density: density.value },
    restore: () => layout.value = null,
    /** What the list API is asked. */
    query: computed(() => ({
      q: address.value.q || undefined,
      filter: toText(filter.value) || undefined,
      sort: sort.value || undefined,
      ...Object.fromEntries(extras.map(name => [name, address.value[name] || undefined])) as Partial<Record<X, string>>,
    })),
  }
}

export type List = ReturnType<typeof useList>

function layoutOf(view: View | undefined): Layout | null {
  return view && (view.columns.length > 0 || view.density === 'compact') ? { columns: view.columns, density: view.density } : null
}

function forget(kept: Record<string, Layout>, id: string): Record<string, Layout> {
  const { [id]: _, ...rest } = kept
  return rest
}
