/** Money of orders as the shop sees it: at the till, refunds, the end of a day, WeChat Pay's bills. */
import type { Day, Id, Instant, Label, Page } from './index'
import type { OrderMethod, OrderState, PayLook } from './shop'

export type OrderPaymentState = 'open' | 'paid' | 'closed' | 'late' | 'unknown'
export type RefundState = 'asked' | 'processing' | 'done' | 'failed'
export interface PaymentRow {
  id: Id
  method: OrderMethod
  channel: string
  state: OrderPaymentState
  amount_fen: number
  number: string
  transaction_id: string
  note: string
  by: string
  created_at: Instant
  paid_at: Instant | null
  expires_at: Instant | null
}
/** A refund; `problem` says in words what is wrong, and what to do. */
export interface RefundRow {
  id: Id
  payment_id: Id
  state: RefundState
  method: OrderMethod
  automatic: boolean
  amount_fen: number
  number: string
  reason: string
  problem: string
  lines: { line_id: Id, quantity: number, fen: number }[]
  by: string
  created_at: Instant
  done_at: Instant | null
  ask_at: Instant | null
}
/** Everything about an order's money. */
export interface OrderMoney {
  state: OrderState
  total_fen: number
  paid_fen: number
  refunded_fen: number
  refundable_fen: number
  wechat_ready: boolean
  balance_fen: number | null
  payments: PaymentRow[]
  refunds: RefundRow[]
}
export interface TillIn { method: 'cash' | 'transfer' | 'balance' | 'native', note?: string }
/** `done`, or a code to be scanned; `code_qr` is its picture as data URI. */
export interface TillMade { kind: 'done' | 'native', state: string, code_url: string, code_qr: string, expires_at: Instant | null }
export interface RefundIn { fen?: number, lines?: { line_id: Id, quantity: number, fen?: number | null }[], reason?: string }

export interface BillRow {
  id: Id
  day: Day
  state: string
  problem: string
  theirs_paid_fen: number
  theirs_paid_count: number
  theirs_refunded_fen: number
  theirs_refunded_count: number
  ours_paid_fen: number
  ours_paid_count: number
  ours_refunded_fen: number
  ours_refunded_count: number
  fee_fen: number
  open: number
  explained: number
  fetched_at: Instant | null
  compared_at: Instant | null
}
export interface BillDifference {
  id: Id
  kind: string
  number: string
  out_trade_no: string
  order_id: Id | null
  ours_fen: number | null
  theirs_fen: number | null
  cause: string
  why: Label
  explained: boolean
  settled_at: Instant | null
  settled_by: string
  note: string
}
export interface Bill extends BillRow { differences: BillDifference[] }
export interface MethodSums { method: OrderMethod, paid_fen: number, paid_count: number, refunded_fen: number, refunded_count: number }
export interface DayTaker { staff_id: Id, name: string, cash_fen: number, transfer_fen: number, count: number }
export interface DayCloseRow { id: Id, day: Day, cash_fen: number, expected_fen: number, note: string, by: string, created_at: Instant }
export interface DaySums {
  day: Day
  methods: MethodSums[]
  takers: DayTaker[]
  net_fen: number
  cash_fen: number
  late_fen: number
  waiting: number
  refunding_fen: number
  closes: DayCloseRow[]
}

interface ById { path: { id: string } }

export interface PaymentEndpoints {
  'GET /orders/{id}/payments': ById & { out: OrderMoney }
  'POST /orders/{id}/payments': ById & { body: TillIn, out: TillMade }
  'GET /orders/{id}/payment': ById & { out: PayLook }
  'POST /orders/{id}/payments/looked': ById & { body: { note: string }, out: OrderMoney }
  'POST /orders/{id}/refunds': ById & { body: RefundIn, out: OrderMoney }
  'POST /refunds/{id}/retry': ById & { out: RefundRow }
  'GET /bills': { query: { cursor?: string, limit?: number, sort?: string, total?: boolean }, out: Page<BillRow> }
  'POST /bills/fetch': { body: { day: Day }, out: Bill }
  'GET /bills/{id}': ById & { out: Bill }
  'POST /bills/differences/{id}/settle': ById & { body: { note: string }, out: BillDifference }
  'GET /day-close': { query: { day?: Day }, out: DaySums }
  'POST /day-close': { body: { day: Day, cash_fen: number, note?: string }, out: DaySums }
}
