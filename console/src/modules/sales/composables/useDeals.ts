import { computed } from 'vue'
import { SHARED, useList } from '@/modules/lists/composables/useList'
import { useFilters } from '@/ui/useFilters'

/** What goes along when the same deals are looked at as list, board or calendar. */
export const CARRIED = [...SHARED, 'pipeline', 'owner'] as const

/** Board and calendar narrow like the list: words, filter and saved views, beside pipeline and owner. */
export function useDeals() {
  const list = useList({ kind: 'opportunity', list: 'opportunities', sort: '-updated_at', columns: () => [] })
  const { filters: chosen, active, set: choose, clear } = useFilters(['pipeline', 'owner'] as const)
  const asked = computed(() => ({ q: list.query.value.q, filter: list.query.value.filter, pipeline: chosen.value.pipeline || undefined, owner: chosen.value.owner || undefined }))
  return { list, chosen, choose, asked, narrowed: computed(() => list.narrowed.value || active.value.length > 0), unchoose: clear }
}
