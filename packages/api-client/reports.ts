import type { Day } from './index'

export type SalesBy = 'day' | 'week' | 'month' | 'staff' | 'department' | 'product' | 'channel' | 'code' | 'share' | 'method'
/** `net_fen` is what is left after refunds; `pieces` only where products are counted. */
export interface SalesSums {
  orders: number
  customers: number
  pieces: number
  paid_fen: number
  refunded_fen: number
  net_fen: number
  average_fen: number
}
/** `share` is in thousandths of the whole; `drill` lists exactly the orders of this line. */
export interface SalesLine extends SalesSums {
  key: string
  name: string
  share: number
  drill: { path: string, page: string } | null
}
export interface SalesReport {
  by: string
  first: Day
  last: Day
  total: SalesSums
  /** The span of the same length just before. */
  before: SalesSums
  lines: SalesLine[]
  /** Lines that are left out here; the sheet has them all. */
  more: number
}
interface Span { first: Day, last: Day, by?: SalesBy }

export interface ReportEndpoints {
  'GET /reports/sales': { query: Span, out: SalesReport }
  'GET /reports/sales.xlsx': { query: Span, out: void }
}
