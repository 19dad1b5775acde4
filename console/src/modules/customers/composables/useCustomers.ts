import { computed } from 'vue'
import { api } from '@/app/http'
import { useFilters } from '@/ui/useFilters'
import { usePaged } from '@/ui/usePaged'
import { between } from '@/ui/window'

export const CUSTOMER_FILTERS = ['q', 'owner', 'level', 'source', 'kind', 'deal_state', 'created_from', 'created_to', 'within', 'sort'] as const

/** The customer list: filters from the address, rows page by page. */
export function useCustomers() {
  const filtering = useFilters(CUSTOMER_FILTERS, { sort: '-updated_at' })
  const query = computed(() => filtering.filters.value)
  const paged = usePaged({
    key: () => ['customers', query.value],
    fetch: (position, signal) => api.call('GET /customers', { query: { ...query.value, ...between('created_from', 'created_to', query.value), ...position, limit: 50 }, signal }),
    total: true,
  })
  return { ...filtering, paged }
}
