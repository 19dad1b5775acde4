import type { MyOrderRow } from '@api'
import { say } from '@/kit/i18n'
import { mineText } from './text'

export const ORDER_TONES: Record<string, string> = { pending: 'heat', paid: 'brand', shipped: 'brand', done: 'success', closed: '', refunded: 'danger' }

/** The state as the buyer says it: what is fetched waits for them, what is sent waits for the shop. */
export function stateWord(order: Pick<MyOrderRow, 'state' | 'delivery'>): string {
  if (order.state === 'paid' && order.delivery !== 'ship')
    return say(mineText, order.delivery === 'pickup' ? 'pickupWait' : 'booked')
  return say(mineText, `state.${order.state}`)
}
