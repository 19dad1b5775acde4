import type { Column } from '@/ui/table/columns'

export function leadColumns(t: (key: string) => string, shop: boolean): Column[] {
  const all: Column[] = [
    { name: 'name', title: t('lead.name'), sort: 'name', fixed: true, width: '220px' },
    { name: 'phone', title: t('lead.phone'), width: '124px' },
    { name: 'state', title: t('lead.state'), width: '108px' },
    { name: 'intent', title: t('lead.intent'), width: '124px' },
    { name: 'source', title: t('lead.source'), width: '140px' },
    { name: 'owner', title: t('lead.owner'), width: '104px' },
    { name: 'region', title: t('lead.region'), width: '140px' },
    { name: 'industry', title: t('lead.industry'), extra: true },
    { name: 'size', title: t('lead.size'), extra: true },
    { name: 'lastFollowup', title: t('lead.lastFollowup'), width: '128px' },
    { name: 'nextFollowup', title: t('lead.nextFollowup'), sort: 'next_followup_at', width: '136px' },
    { name: 'department', title: t('lead.department'), extra: true },
    { name: 'created', title: t('lead.createdAt'), sort: '-created_at', width: '120px' },
    { name: 'updated', title: t('lead.updatedAt'), sort: '-updated_at', extra: true },
  ]
  return shop ? all.filter(column => !['owner', 'department'].includes(column.name)) : all
}
