import type { LabelText } from '@shared'
import { dealLabels, kindLabels, sourceLabels } from '@shared'

type Label = (labels: Record<string, LabelText>, key: string) => string

/** What a figure or to-do brought along in the address, in words. */
export function broughtWords(address: Record<string, string>, t: (key: string, values?: Record<string, unknown>) => string, label: Label): Record<string, string> {
  const of = (name: string): string => address[name] ?? ''
  return {
    owner: of('owner') === 'none' ? t('customer.noOwner') : `${t('customer.owner')}: ${of('owner') === 'me' ? t('filter.me') : '…'}`,
    level: t('customer.levelOf', { level: of('level') }),
    source: `${t('customer.source')}: ${label(sourceLabels, of('source'))}`,
    kind: label(kindLabels, of('kind')),
    deal_state: label(dealLabels, of('deal_state')),
    created_from: `${t('customer.createdAt')} ≥ ${of('created_from').slice(0, 10)}`,
    created_to: `${t('customer.createdAt')} ≤ ${of('created_to').slice(0, 10)}`,
    within: t('customer.asReported'),
  }
}
