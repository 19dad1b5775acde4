import type { MyOrderRow, OrderEvent } from '@api'
import { formatMoney } from '@shared'
import { say } from '@/kit/i18n'
import { orderText } from './text'

export const ORDER_TONES: Record<string, string> = { pending: '', paid: 'heat', shipped: 'brand', done: 'success', closed: '', refunded: 'danger' }
export const SALE_TONES: Record<string, string> = { asked: 'heat', agreed: 'brand', refused: '', withdrawn: '', done: 'success' }
export const REFUND_TONES: Record<string, string> = { asked: '', processing: 'brand', done: 'success', failed: 'danger' }

/** The state as the shop says it: what is paid waits to be sent or fetched. */
export function stateWord(order: Pick<MyOrderRow, 'state' | 'delivery' | 'kind'>): string {
  if (order.state === 'paid' && order.kind === 'goods' && order.delivery !== 'none')
    return say(orderText, order.delivery === 'ship' ? 'toShip' : 'toCollect')
  return say(orderText, `state.${order.state}`)
}

type Key = keyof typeof orderText['zh-Hans']

const isMoney = (name: string): boolean => name.endsWith('fen') || name === 'before' || name === 'after'

/** One line of the history in words; what this app does not know yet is still shown. */
export function eventWord({ kind, data }: OrderEvent): string {
  const told = Object.fromEntries(Object.entries(data).map(([name, value]) => [name.replace(/_fen$/, ''), isMoney(name) ? formatMoney(Number(value)) : String(value)]))
  const key = [`event.${kind}_${String(data.how)}`, `event.${kind}`].find(one => one in orderText['zh-Hans']) ?? 'event.other'
  return say(orderText, key as Key, { total: '', fen: '', company: '', number: '', ...told }).trim()
}

/** What somebody wrote with it. */
export function eventNote({ data }: OrderEvent): string {
  return [data.reason, data.text, data.answer, data.why].filter(value => typeof value === 'string' && value).join(' · ')
}

export function methodWord(method: string): string {
  const key = `method.${method}` as Key
  return key in orderText['zh-Hans'] ? say(orderText, key) : method
}
