import { useStorage } from '@vueuse/core'
import { computed } from 'vue'

export interface Column {
  name: string
  title: string
  /** Value of `sort` when this heading is pressed. */
  sort?: string
  width?: string
  right?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
  /** Hidden until chosen. */
  extra?: boolean
}

/** Which columns this person wants to see, kept in the browser. */
export function useColumns(list: string, all: () => Column[]) {
  const chosen = useStorage<string[] | null>(`keliu.columns.${list}`, null, localStorage, {
    serializer: { read: text => JSON.parse(text) as string[] | null, write: value => JSON.stringify(value) },
  })
  const names = computed({
    get: () => chosen.value ?? all().filter(column => !column.extra && !column.fixed).map(column => column.name),
    set: (value: string[]) => chosen.value = value,
  })
  return {
    names,
    visible: computed(() => all().filter(column => column.fixed || names.value.includes(column.name))),
    choices: computed(() => all().filter(column => !column.fixed)),
    restore: () => chosen.value = null,
  }
}
