import type { Column } from '@/ui/table/columns'

export function customerColumns(t: (key: string) => string, shop: boolean): Column[] {
  const all: Column[] = [
    { name: 'name', title: t('customer.name'), sort: 'name', fixed: true, width: '220px' },
    { name: 'phone', title: t('customer.phone'), width: '124px' },
    { name: 'level', title: t('customer.level'), width: '76px' },
    { name: 'deal', title: t('customer.deal'), width: '124px' },
    { name: 'owner', title: t('customer.owner'), width: '104px' },
    { name: 'score', title: t('customer.score'), sort: '-score', right: true, width: '92px' },
    { name: 'lastVisit', title: t('customer.lastVisit'), sort: '-last_visit_at' },
    { name: 'lastFollowup', title: t('customer.lastFollowup'), sort: '-last_followup_at', extra: true },
    { name: 'nextFollowup', title: t('customer.nextFollowup'), sort: 'next_followup_at' },
    { name: 'source', title: t('customer.source'), extra: true },
    { name: 'kind', title: t('customer.kind'), extra: true },
    { name: 'type', title: t('customer.type'), extra: true },
    { name: 'department', title: t('customer.department'), extra: true },
    { name: 'visits', title: t('customer.visits'), sort: '-visit_count', right: true, extra: true },
    { name: 'orders', title: t('customer.orders'), right: true, extra: true },
    { name: 'spent', title: t('customer.spent'), sort: '-order_total_fen', right: true, extra: true },
    { name: 'lastOrder', title: t('customer.lastOrder'), sort: '-last_order_at', extra: true },
    { name: 'created', title: t('customer.createdAt'), sort: '-created_at', extra: true },
    { name: 'updated', title: t('customer.updatedAt'), sort: '-updated_at' },
  ]
  return shop ? all.filter(column => !['owner', 'department', 'kind'].includes(column.name)) : all
}
