import type { OrderMoney, OrderPaymentState, RefundState } from '@api'
import type { Ref } from 'vue'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'

export const PAYMENT_TONES: Record<OrderPaymentState, string> = { open: 'warning', paid: 'success', closed: '', late: 'info', unknown: 'danger' }
export const REFUND_TONES: Record<RefundState, string> = { asked: 'warning', processing: 'warning', done: 'success', failed: 'danger' }

/** Payments and refunds of an order; asked again while a refund is under way. */
export function useOrderMoney(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['order-payments', id.value]),
    queryFn: ({ signal }) => api.call('GET /orders/{id}/payments', { path: { id: id.value }, signal }),
    refetchInterval: query => (query.state.data?.refunds.some(one => one.state === 'processing' || one.state === 'asked') ? 4000 : false),
  })
}

/** The order's money as the server answered it; whatever shows the order is asked for again. */
export function keepMoney(id: string, money?: OrderMoney): void {
  if (money)
    queryClient.setQueryData(['order-payments', id], money)
  else
    void queryClient.invalidateQueries({ queryKey: ['order-payments', id] })
  for (const queryKey of [['order', id], ['orders'], ['order-counts'], ['day-close'], ['home'], ['todo']])
    void queryClient.invalidateQueries({ queryKey })
}
