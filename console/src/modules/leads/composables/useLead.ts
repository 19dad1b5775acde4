import type { Lead, LeadPatch } from '@api'
import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'
import { showLead } from './verbs'

/** One lead, and saving a part of it on the version that is on screen. */
export function useLead(id: MaybeRefOrGetter<string>) {
  const query = useQuery({
    queryKey: computed(() => ['lead', toValue(id)]),
    queryFn: ({ signal }) => api.call('GET /leads/{id}', { path: { id: toValue(id) }, signal }),
    enabled: () => toValue(id) !== '',
  })

  async function save(patch: Omit<LeadPatch, 'version'>): Promise<Lead> {
    const version = query.data.value?.version ?? 1
    const saved = await api.call('PATCH /leads/{id}', { path: { id: toValue(id) }, body: { ...patch, version } })
    showLead(saved)
    return saved
  }

  return { lead: query.data, query, save, may: (verb: string) => query.data.value?.can.includes(verb) ?? false }
}
