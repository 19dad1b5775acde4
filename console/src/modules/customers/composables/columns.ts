import type { Column } from '@/ui/table/columns'

export function customerColumns(t: (key: string) => string, shop: boolean): Column[] {
  const all: Column[] = [
    { name: 'name', title: t('customer.name'), sort: 'name', fixed: true, width: '220px' },
    { name: 'phone', title: t('customer.phone') },
    { name: 'level', title: t('customer.level') },
    { name: 'deal', title: t('customer.deal') },
    { name: 'owner', title: t('customer.owner') },
    { name: 'score', title: t('customer.score'), sort: '-score', right: true },
    { name: 'lastVisit', title: t('customer.lastVisit'), sort: '-last_visit_at' },
    { name: 'lastFollowup', title: t('customer.lastFollowup'), extra: true },
    { name: 'nextFollowup', title: t('customer.nextFollowup'), sort: 'next_followup_at' },
    { name: 'source', title: t('customer.source'), extra: true },
    { name: 'kind', title: t('customer.kind'), extra: true },
    { name: 'department', title: t('customer.department'), extra: true },
    { name: 'visits', title: t('customer.visits'), right: true, extra: true },
    { name: 'created', title: t('customer.createdAt'), sort: '-created_at', extra: true },
    { name: 'updated', title: t('customer.updatedAt'), sort: '-updated_at' },
  ]
  return shop ? all.filter(column => !['owner', 'department', 'kind'].includes(column.name)) : all
}
