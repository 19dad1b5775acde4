import type { AfterSaleState, Order, OrderState } from '@api'
import { queryClient } from '@/app/query'

export const ORDER_TONES: Record<OrderState, string> = { pending: 'warning', paid: 'info', shipped: 'info', done: 'success', closed: '', refunded: '' }
export const AFTER_SALE_TONES: Record<AfterSaleState, string> = { asked: 'danger', agreed: 'warning', refused: '', withdrawn: '', done: 'success' }

/** An order as the server answered it takes its place; lists and counts are asked for again. */
export function showOrder(row: Order): void {
  queryClient.setQueryData(['order', row.id], row)
  for (const queryKey of [['orders'], ['order-counts'], ['order-payments', row.id], ['home'], ['todo']])
    void queryClient.invalidateQueries({ queryKey })
  if (row.customer)
    void queryClient.invalidateQueries({ queryKey: ['timeline', row.customer.id] })
}

export function orderChanged(id: string): void {
  for (const queryKey of [['order', id], ['orders'], ['order-counts'], ['order-payments', id]])
    void queryClient.invalidateQueries({ queryKey })
}
