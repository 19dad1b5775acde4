import type { CustomerType, KindField } from '@api'
import { belongs } from '@shared'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'

export const TYPES_KEY = ['customer-types']

/** 客户类型: the merchant's own types, and what a form asks of each. */
export function useTypes() {
  const query = useQuery({ queryKey: TYPES_KEY, queryFn: () => api.call('GET /customer-types'), staleTime: 300_000 })
  const types = computed<CustomerType[]>(() => query.data.value?.items ?? [])
  const typeOf = (slug: unknown): CustomerType | undefined => slug ? types.value.find(one => one.slug === slug) : undefined

  /** The fields of a record of this type; what the type demands is marked. The type itself decides about the kind. */
  function shownOf(fields: readonly KindField[], slug: unknown): KindField[] {
    const chosen = typeOf(slug)
    return fields
      .filter(field => belongs(field, slug) && !(chosen && field.key === 'kind'))
      .map(field => chosen?.required.includes(field.key) ? { ...field, required: true } : field)
  }
  return { query, types, typeOf, shownOf }
}
