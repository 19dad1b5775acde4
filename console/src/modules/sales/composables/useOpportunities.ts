import type { OpportunityListRow } from '@api'
import type { Column } from '@/ui/table/columns'
import { computed } from 'vue'
import { api } from '@/app/http'
import { useSession } from '@/app/session/session'
import { useList } from '@/modules/lists/composables/useList'
import { usePaged } from '@/ui/usePaged'
import { useWords } from '@/ui/useWords'
import { between } from '@/ui/window'

/** What figures, boards and to-dos bring along in the address. */
const BROUGHT = [
  'state',
  'owner',
  'customer',
  'stage',
  'rating',
  'closed_from',
  'closed_to',
  'created_from',
  'created_to',
  'due_to',
  'expected_from',
  'expected_to',
  'expected',
  'pipeline',
  'department',
  'cause',
  'competitor',
  'credit',
  'within',
] as const

export function opportunityColumns(t: (key: string) => string, shop: boolean): Column[] {
  const all: Column[] = [
    { name: 'title', title: t('opportunity.name'), fixed: true, width: '260px' },
    { name: 'customer', title: t('customer.one'), width: '140px' },
    { name: 'stage', title: t('opportunity.stage'), width: '116px' },
    { name: 'amount', title: t('opportunity.amount'), sort: '-amount_fen', right: true, width: '124px' },
    { name: 'rating', title: t('opportunity.rating'), width: '100px' },
    { name: 'expected', title: t('opportunity.expectedOn'), sort: 'expected_on', width: '120px' },
    { name: 'owner', title: t('customer.owner'), width: '104px' },
    { name: 'updated', title: t('customer.updatedAt'), sort: '-updated_at' },
    { name: 'created', title: t('customer.createdAt'), sort: '-created_at', extra: true },
    { name: 'closed', title: t('opportunity.closedAt'), sort: '-closed_at', extra: true },
    { name: 'reason', title: t('opportunity.reason'), extra: true },
  ]
  return shop ? all.filter(column => column.name !== 'owner') : all
}

/** The list of opportunities: its state, and rows page by page. */
export function useOpportunities() {
  const { t } = useWords()
  const { isShop } = useSession()
  const list = useList({ kind: 'opportunity', list: 'opportunities', sort: '-updated_at', columns: () => opportunityColumns(t, isShop.value), extras: BROUGHT })
  const query = computed(() => {
    const asked = list.query.value
    const days = (from: 'created_from' | 'closed_from', to: 'created_to' | 'closed_to'): object => between(from, to, { [from]: asked[from] ?? '', [to]: asked[to] ?? '' } as Record<typeof from | typeof to, string>)
    return { ...asked, ...days('created_from', 'created_to'), ...days('closed_from', 'closed_to') }
  })
  const paged = usePaged<OpportunityListRow>({
    key: () => ['opportunities', query.value],
    fetch: (position, signal) => api.call('GET /opportunities', { query: { ...query.value, ...position, limit: 100 }, signal }),
  })
  return { list, paged }
}
