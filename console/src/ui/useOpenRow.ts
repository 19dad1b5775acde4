import type { LocationQuery } from 'vue-router'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Which row stands open beside the list (`?open=`), and whether the create form is up (`?new=1`): both in the address. */
export function useOpenRow(name = 'open') {
  const route = useRoute()
  const router = useRouter()
  const read = (key: string): string => typeof route.query[key] === 'string' ? route.query[key] : ''

  function change(key: string, value: string | undefined): void {
    const query: LocationQuery = { ...route.query }
    if (value === undefined)
      delete query[key]
    else
      query[key] = value
    void router.replace({ query })
  }

  /** The create form is done; what it made may open in the same step. */
  function created(id?: string): void {
    const { new: _, ...query } = route.query
    void router.replace({ query: id ? { ...query, [name]: id } : query })
  }

  return {
    openId: computed(() => read(name)),
    open: (id: string) => change(name, id),
    close: () => change(name, undefined),
    creating: computed(() => read('new') === '1'),
    create: () => change('new', '1'),
    created,
  }
}
