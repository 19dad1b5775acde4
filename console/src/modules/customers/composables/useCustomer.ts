import type { Customer, CustomerPatch } from '@api'
import type { MaybeRefOrGetter } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api, isApiError } from '@/app/http'
import { queryClient } from '@/app/query'
import { useRealtime } from '@/app/realtime'
import { refreshCustomer, showCustomer } from './verbs'

/** One customer with its verbs; follows what others change meanwhile. */
export function useCustomer(id: MaybeRefOrGetter<string>) {
  const key = computed(() => ['customer', toValue(id)])
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.call('GET /customers/{id}', { path: { id: toValue(id) }, signal }),
    enabled: () => toValue(id) !== '',
  })

  useRealtime('customer.changed', (changed) => {
    if (changed.id === toValue(id))
      void refreshCustomer(changed.id)
  })

  /** Save some fields on top of the version we see; when somebody was faster, their version is shown instead. */
  async function save(patch: Omit<CustomerPatch, 'version'>): Promise<Customer> {
    const before = query.data.value
    if (!before)
      throw new Error('customer is not loaded')
    try {
      const after = await api.call('PATCH /customers/{id}', { path: { id: before.id }, body: { ...patch, version: before.version } })
      showCustomer(after)
      return after
    }
    catch (error) {
      const current = isApiError(error) ? error.current<Customer>() : undefined
      if (current)
        queryClient.setQueryData(key.value, current)
      throw error
    }
  }

  return {
    customer: query.data,
    query,
    save,
    may: (permission: string) => query.data.value?.can.includes(permission) ?? false,
  }
}
