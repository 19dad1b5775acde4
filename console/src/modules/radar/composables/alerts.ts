import type { AlertName, AlertRule, AlertRuleIn, Alerts, Ref as Named } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

const KEY = ['radar-alerts']

/** What one is told of about visitors, and what everybody here is. */
export function useAlerts() {
  const query = useQuery({ queryKey: KEY, queryFn: () => api.call('GET /radar/alerts') })
  return { query, alerts: computed(() => query.data.value) }
}

export function alertsChanged(alerts: Alerts): void {
  queryClient.setQueryData(KEY, alerts)
}

export async function choose(rule: AlertName, wanted: boolean | null): Promise<void> {
  alertsChanged(await api.call('PUT /me/radar-alerts', { body: { wanted: { [rule]: wanted } } }))
}

export interface RuleDraft { rule: AlertName, on: boolean, numbers: Record<string, number>, products: Named[] }

export function draftOf(rule: AlertRule): RuleDraft {
  return { rule: rule.rule, on: rule.on, numbers: Object.fromEntries(rule.numbers.map(one => [one.name, one.value])), products: rule.products }
}

export function bodyOf(draft: RuleDraft): AlertRuleIn {
  return { ...draft, products: draft.products.map(one => one.id) }
}
