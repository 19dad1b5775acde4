import type { CustomerRow } from '@api'
import { api } from '@/app/http'
import { useSession } from '@/app/session/session'
import { useList } from '@/modules/lists/composables/useList'
import { usePaged } from '@/ui/usePaged'
import { useWords } from '@/ui/useWords'
import { between } from '@/ui/window'
import { customerColumns } from './columns'

/** What figures and to-dos bring along in the address. */
const BROUGHT = ['owner', 'level', 'source', 'kind', 'deal_state', 'created_from', 'created_to', 'within'] as const

/** The customer list: its state, and rows page by page. */
export function useCustomers() {
  const { t } = useWords()
  const { isShop } = useSession()
  const list = useList({ kind: 'customer', list: 'customers', sort: '-updated_at', columns: () => customerColumns(t, isShop.value), extras: BROUGHT })
  const paged = usePaged<CustomerRow>({
    key: () => ['customers', list.query.value],
    fetch: (position, signal) => {
      const query = list.query.value
      const days = between('created_from', 'created_to', { created_from: query.created_from ?? '', created_to: query.created_to ?? '' })
      return api.call('GET /customers', { query: { ...query, ...days, ...position, limit: 100 }, signal })
    },
  })
  return { list, paged }
}
