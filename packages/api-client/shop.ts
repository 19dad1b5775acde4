/** What a customer sees of a shop: shelves, cart, own orders, paying. */
import type { Ref } from './index'

type Id = string
type Instant = string
interface ShopQuery { cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean, category?: string, ids?: string }

// ---- shelves ----
export type ProductKind = 'goods' | 'service'
export interface ShopCategory { id: Id, name: string, picture_url: string | null, count: number }
export interface ShopProductRow {
  id: Id
  name: string
  summary: string
  kind: ProductKind
  unit: string
  /** The cheapest and the dearest article. */
  price_fen: number
  price_to_fen: number
  picture_url: string | null
  category: Ref | null
  /** The only article, where there is nothing to choose. */
  sku_id: Id | null
  sold_out: boolean
}
export interface ShopSku { id: Id, values: string[], price_fen: number, member_price_fen: number | null, stock: number | null, picture_url: string | null }
export interface ShopSpec { name: string, values: string[] }
export interface ShopProduct extends ShopProductRow {
  /** Safe HTML. */
  description: string
  pictures: string[]
  video_url: string | null
  share_picture_url: string | null
  specs: ShopSpec[]
  skus: ShopSku[]
  pickup: boolean
  ship: boolean
  also: ShopProductRow[]
}
export interface ShopPage { items: ShopProductRow[], next: string | null, total: number | null, categories: ShopCategory[] }

// ---- cart ----
export type Delivery = 'ship' | 'pickup' | 'none'
export interface ShipTo { name: string, phone: string, region: string, detail: string }
export interface InvoiceWish { title: string, tax_no: string, email: string }
export interface CartIn {
  lines: { sku_id: Id, quantity: number }[]
  delivery: Delivery
  address?: ShipTo | null
  pickup_place_id?: Id | null
  pickup_name?: string
  pickup_phone?: string
  points?: number | null
  remark?: string
  invoice?: InvoiceWish | null
}
export interface PlaceIn extends CartIn { expected_total_fen: number, source: { code: string, share_id?: Id } }
export type LineProblem = '' | 'sold_out' | 'off_shelf' | 'too_few'
export interface QuoteLine {
  sku_id: Id
  product_id: Id | null
  title: string
  spec: string
  unit: string
  picture_url: string | null
  price_fen: number
  quantity: number
  amount_fen: number
  stock: number | null
  problem: LineProblem
}
export interface OfferLine { kind: string, id: Id | null, label: string, fen: number, count: number }
/** What could still be asked for: `most` of it takes `fen` off. */
export interface OfferChoice { kind: string, id: Id | null, label: string, fen: number, most: number, available: number }
export interface PickupPlace { id: Id, name: string, address: string, hours: string, phone: string }
export interface CartQuote {
  lines: QuoteLine[]
  goods_fen: number
  shipping_fen: number
  free_from_fen: number | null
  offers: OfferLine[]
  discount_fen: number
  total_fen: number
  delivery: Delivery
  deliveries: Delivery[]
  pickup_places: PickupPlace[]
  choices: OfferChoice[]
  invoice: boolean
  pay_minutes: number
}

// ---- orders ----
export type OrderState = 'pending' | 'paid' | 'shipped' | 'done' | 'closed' | 'refunded'
export type OrderKind = 'goods' | 'cashier' | 'deposit' | 'topup'
export type OrderMethod = 'wechat' | 'cash' | 'transfer' | 'balance'
export type AfterSaleKind = 'refund' | 'return'
export type AfterSaleState = 'asked' | 'agreed' | 'refused' | 'withdrawn' | 'done'
export interface OrderLine {
  id: Id
  product_id: Id | null
  sku_id: Id | null
  title: string
  spec: string
  unit: string
  picture_url: string | null
  price_fen: number
  quantity: number
  amount_fen: number
  refunded_quantity: number
  refunded_fen: number
}
/** A private picture; both addresses end within the hour. */
export interface ShownPicture { id: Id, url: string, thumb_url: string | null }
export interface AfterSale {
  id: Id
  kind: AfterSaleKind
  state: AfterSaleState
  fen: number
  reason: string
  answer: string
  lines: { line_id: Id, quantity: number }[]
  pictures: ShownPicture[]
  by_staff: boolean
  decided_at: Instant | null
  created_at: Instant
  version: number
}
export interface AfterSaleIn { kind: AfterSaleKind, lines?: { line_id: Id, quantity: number }[], fen?: number, reason: string, picture_ids?: Id[] }
export interface SentTo { name: string, phone_masked: string, text: string }
export interface MyOrderRow {
  id: Id
  number: string
  kind: OrderKind
  state: OrderState
  title: string
  total_fen: number
  paid_fen: number
  refunded_fen: number
  delivery: Delivery
  method: OrderMethod | ''
  lines: OrderLine[]
  pay_until: Instant | null
  paid_at: Instant | null
  created_at: Instant
  after_sale: AfterSaleState | null
}
/** What the customer and the shop both see of one order. */
export interface OrderDetail extends MyOrderRow {
  goods_fen: number
  shipping_fen: number
  discount_fen: number
  adjust_fen: number
  offers: OfferLine[]
  subject_id: Id | null
  address: SentTo | null
  contact: SentTo | null
  pickup_place: PickupPlace | null
  remark: string
  invoice: InvoiceWish | null
  express: { company: string, number: string } | null
  shipped_at: Instant | null
  done_at: Instant | null
  closed_at: Instant | null
  close_reason: string
  after_sales: AfterSale[]
  refunds: { fen: number, state: string, at: Instant }[]
}
export type MyOrderVerb = 'pay' | 'cancel' | 'receive' | 'after_sale'
export interface MyOrder extends OrderDetail {
  pickup_code: string | null
  /** A picture of the code, as data URI. */
  pickup_qr: string | null
  can: MyOrderVerb[]
}

// ---- paying ----
export interface PayStart { kind: 'jsapi' | 'h5' | 'done', params: Record<string, string>, url: string, state: string }
/** `open` while a sheet, a code or an address could still be paid. */
export interface PayLook { state: OrderState, open: boolean, total_fen: number, method: OrderMethod | '', paid_at: Instant | null }

export interface ShopEndpoints {
  'GET /public/shops/{code}/products': { path: { code: string }, query: ShopQuery, out: ShopPage }
  'GET /public/shops/{code}/products/{id}': { path: { code: string, id: string }, out: ShopProduct }
  'POST /public/shops/{code}/quote': { path: { code: string }, body: CartIn, out: CartQuote }
  'POST /visitor/orders/quote': { body: CartIn, out: CartQuote }
  'POST /visitor/orders': { body: PlaceIn, out: MyOrder }
  'GET /visitor/orders': { query: { cursor?: string, limit?: number, state?: string }, out: { items: MyOrderRow[], next: string | null, total: number | null } }
  'GET /visitor/orders/{id}': { path: { id: string }, out: MyOrder }
  'POST /visitor/orders/{id}/cancel': { path: { id: string }, body: { reason?: string }, out: MyOrder }
  'POST /visitor/orders/{id}/receive': { path: { id: string }, out: MyOrder }
  'POST /visitor/pictures': { body: FormData, out: ShownPicture }
  'POST /visitor/orders/{id}/after-sales': { path: { id: string }, body: AfterSaleIn, out: MyOrder }
  'POST /visitor/orders/{id}/after-sales/{after_sale_id}/withdraw': { path: { id: string, after_sale_id: string }, out: MyOrder }
  'POST /visitor/orders/{id}/pay': { path: { id: string }, body: { channel: 'mini' | 'oa' | 'h5' | 'balance' }, out: PayStart }
  'GET /visitor/orders/{id}/payment': { path: { id: string }, out: PayLook }
}
