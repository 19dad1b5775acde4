import type { LocationQuery } from 'vue-router'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters that live in the address, so that a list can be shared, reloaded and gone back to. */
export function useFilters<K extends string>(names: readonly K[], defaults: Partial<Record<K, string>> = {}) {
  const route = useRoute()
  const router = useRouter()
  const home = route.path

  // While the next page is coming in, the address is already another one: keep what we had.
  let kept = readFilters(route.query, names, defaults)
  const filters = computed(() => {
    if (route.path === home)
      kept = readFilters(route.query, names, defaults)
    return kept
  })
  const active = computed(() => names.filter(name => filters.value[name] !== (defaults[name] ?? '')))

  function set(changes: Partial<Record<K, string>>): void {
    // A filter that answers late must not drag people back to a page they have left.
    if (route.path !== home)
      return
    const query: LocationQuery = { ...route.query }
    for (const [name, value] of Object.entries(changes) as [K, string | undefined][]) {
      if (value && value !== defaults[name])
        query[name] = value
      else
        delete query[name]
    }
    void router.replace({ query })
  }

  return {
    filters,
    active,
    set,
    clear: () => set(Object.fromEntries(names.filter(name => name !== 'sort').map(name => [name, ''])) as Record<K, string>),
  }
}

export function readFilters<K extends string>(
  query: LocationQuery,
  names: readonly K[],
  defaults: Partial<Record<K, string>>,
): Record<K, string> {
  return Object.fromEntries(names.map((name) => {
    const value = query[name]
    return [name, (Array.isArray(value) ? value[0] : value) ?? defaults[name] ?? '']
  })) as Record<K, string>
}
