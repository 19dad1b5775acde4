import type { AfterSaleKind, Day, Id, Instant, MyOrderRow, OrderDetail, OrderLine, OrderState, Page, PickupPlace, Ref } from './index'

/** An order in the shop's list. `channel` is where it came from, empty when not known. */
export interface OrderRow extends MyOrderRow {
  customer: Ref | null
  owner: Ref | null
  channel: string
  remark: string
  version: number
}
export type OrderVerb = 'order.write' | 'order.price' | 'order.refund'
/** One line of an order's history; `by` is a colleague, nobody when the customer or time did it. */
export interface OrderEvent { kind: string, by: Ref | null, by_customer: boolean, data: Record<string, string | number | boolean>, at: Instant }
/** An order for the shop. The pick-up code is shown once it was used. */
export interface Order extends OrderDetail {
  customer: Ref | null
  owner: Ref | null
  channel: string
  version: number
  created_by: Ref | null
  pickup_code: string | null
  history: OrderEvent[]
  can: OrderVerb[]
}
/** What is handed over against a code. */
export interface Pickup {
  id: Id
  number: string
  state: OrderState
  title: string
  lines: OrderLine[]
  contact_name: string
  phone_masked: string
  pickup_place: PickupPlace | null
  remark: string
  paid_at: Instant | null
  done_at: Instant | null
}
export interface FullAddress { name: string, phone: string, text: string }
export interface OrderCounts { pay: number, ship: number, collect: number, after_sale: number, check: number }
export type OrderWait = keyof OrderCounts
export interface OrderAfterSaleIn { kind: AfterSaleKind, lines: { line_id: Id, quantity: number }[], fen?: number | null, reason: string, picture_ids?: Id[] }

/** How a shop trades; a place without `id` is new. */
export interface TradeSettings {
  pay_minutes: number
  ship_on: boolean
  pickup_on: boolean
  shipping_fen: number
  free_from_fen: number | null
  auto_done_days: number
  after_sale_days: number
  invoice_on: boolean
  places: PickupPlace[]
  version: number
}
export type TradeSettingsPatch = Partial<Omit<TradeSettings, 'version'>> & { version: number }

interface Decision { answer: string, version: number }
interface ById { path: { id: string } }
interface Steps { id: string, after_sale_id: string }

export interface OrderEndpoints {
  'GET /orders': {
    query: {
      q?: string
      state?: string
      kind?: string
      delivery?: string
      wait?: OrderWait
      owner?: string
      seller?: string
      method?: string
      customer?: string
      channel?: string
      code?: string
      created_from?: Day
      created_to?: Day
      paid_from?: Instant
      paid_to?: Instant
      sold?: boolean
      within?: 'report'
      cursor?: string
      sort?: string
      limit?: number
      total?: boolean
    }
    out: Page<OrderRow>
  }
  'GET /orders/counts': { out: OrderCounts }
  'POST /orders': { body: { lines?: { sku_id: Id, quantity: number }[], title?: string, total_fen?: number, customer_id?: Id | null, remark?: string }, out: Order }
  'POST /orders/verify': { body: { code: string, confirm?: boolean }, out: Pickup }
  'GET /orders/{id}': ById & { out: Order }
  'POST /orders/{id}/address': ById & { out: FullAddress }
  'POST /orders/{id}/ship': ById & { body: { company: string, number: string, version: number }, out: Order }
  'POST /orders/{id}/done': ById & { out: Order }
  'POST /orders/{id}/cancel': ById & { body: { reason?: string }, out: Order }
  'POST /orders/{id}/price': ById & { body: { adjust_fen: number, reason: string, version: number }, out: Order }
  'POST /orders/{id}/note': ById & { body: { text: string }, out: Order }
  'POST /orders/{id}/after-sales': ById & { body: OrderAfterSaleIn, out: Order }
  'POST /orders/{id}/after-sales/{after_sale_id}/agree': { path: Steps, body: Decision, out: Order }
  'POST /orders/{id}/after-sales/{after_sale_id}/received': { path: Steps, body: { version: number }, out: Order }
  'POST /orders/{id}/after-sales/{after_sale_id}/refuse': { path: Steps, body: Decision, out: Order }
  'GET /trade-settings': { out: TradeSettings }
  'PATCH /trade-settings': { body: TradeSettingsPatch, out: TradeSettings }
}
