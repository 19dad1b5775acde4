import type { LeadRow } from '@api'
import { api } from '@/app/http'
import { useSession } from '@/app/session/session'
import { useList } from '@/modules/lists/composables/useList'
import { usePaged } from '@/ui/usePaged'
import { useWords } from '@/ui/useWords'
import { between } from '@/ui/window'
import { leadColumns } from './columns'

/** What figures, to-dos and the quick tabs bring along in the address. */
const BROUGHT = ['state', 'owner', 'source', 'form', 'due', 'created_from', 'created_to', 'within'] as const

/** The lead list: its state, and rows page by page. */
export function useLeads() {
  const { t } = useWords()
  const { isShop } = useSession()
  const list = useList({ kind: 'lead', list: 'leads', sort: '-created_at', columns: () => leadColumns(t, isShop.value), extras: BROUGHT })
  const paged = usePaged<LeadRow>({
    key: () => ['leads', list.query.value],
    fetch: (position, signal) => {
      const { state, due, source, ...query } = list.query.value
      const days = between('created_from', 'created_to', { created_from: query.created_from ?? '', created_to: query.created_to ?? '' })
      const narrowed = { state: state as LeadRow['state'] | undefined, due: due as 'new' | undefined, source: source as LeadRow['source'] | undefined }
      return api.call('GET /leads', { query: { ...query, ...narrowed, ...days, ...position, limit: 100 }, signal })
    },
  })
  return { list, paged }
}
