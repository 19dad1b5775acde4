/** Goods as staff see them: what can be bought of a product, its shelf, its stock. */
import type { CustomValues, FileRef, Id, Instant, Items, Page, ProductKind, ProductState, Ref, ShopSpec } from './index'

/** Where a product stands today; `soon` and `over` follow from its times. */
export type Shelf = 'on' | 'off' | 'soon' | 'over'

export interface Sku {
  id: Id
  values: string[]
  code: string
  price_fen: number
  member_price_fen: number | null
  /** Null: nobody counts it. */
  stock: number | null
  picture_id: Id | null
  picture_url: string | null
  version: number
}
/** `stock` counts only when it is sent; `stock_was` is what the editor showed. */
export interface SkuIn {
  id?: Id
  values?: string[]
  code?: string
  price_fen: number
  member_price_fen?: number | null
  stock?: number | null
  stock_was?: number | null
  picture_id?: Id | null
}

export interface ProductListRow {
  id: Id
  name: string
  summary: string
  price_fen: number
  price_to_fen: number
  unit: string
  picture_url: string | null
  state: ProductState
  position: number
  custom: CustomValues
  version: number
  kind: ProductKind
  category: Ref | null
  sku_count: number
  stock: number | null
  low: boolean
  shelf: Shelf
  on_at: Instant | null
  off_at: Instant | null
}
export interface Product extends ProductListRow {
  /** Safe HTML. */
  description: string
  pictures: FileRef[]
  share_picture: FileRef | null
  video: { id: Id, name: string, url: string } | null
  specs: ShopSpec[]
  skus: Sku[]
  pickup: boolean
  ship: boolean
  warn_at: number
  view_count: number
  created_at: Instant
  deleted_at: Instant | null
}
export interface ProductIn {
  name: string
  summary?: string
  description?: string
  price_fen?: number
  unit?: string
  state?: ProductState
  position?: number
  picture_ids?: Id[]
  custom?: CustomValues
  kind?: ProductKind
  category_id?: Id | null
  specs?: ShopSpec[]
  skus?: SkuIn[]
  video_id?: Id | null
  share_picture_id?: Id | null
  on_at?: Instant | null
  off_at?: Instant | null
  pickup?: boolean
  ship?: boolean
  warn_at?: number
}
export type ProductPatch = Partial<ProductIn> & { version: number }

export interface Category {
  id: Id
  name: string
  picture_id: Id | null
  picture_url: string | null
  product_count: number
  version: number
  deleted_at: Instant | null
}
export interface CategoryIn { name: string, picture_id?: Id | null }

export type StockReason = 'opening' | 'sold' | 'returned' | 'edited' | 'corrected'
export interface StockEntry {
  id: Id
  sku_id: Id
  /** Null when the product was taken back since. */
  product: Ref | null
  spec: string
  change: number
  after: number
  reason: StockReason
  ref: string
  note: string
  by: string
  created_at: Instant
}
export interface StockIn { counts: { sku_id: Id, stock: number | null, stock_was?: number | null }[], note: string }

interface Paged { cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean }

export interface GoodsEndpoints {
  'GET /products': { query: Paged & { filter?: string, state?: string, kind?: string, category?: string, low?: boolean | string }, out: Page<ProductListRow> }
  'POST /products': { body: ProductIn, out: Product }
  'POST /products/order': { body: { ids: Id[] }, out: void }
  'GET /products/{id}': { path: { id: string }, out: Product }
  'PATCH /products/{id}': { path: { id: string }, body: ProductPatch, out: Product }
  'DELETE /products/{id}': { path: { id: string }, out: void }
  'POST /products/{id}/restore': { path: { id: string }, out: Product }
  'POST /products/{id}/stock': { path: { id: string }, body: StockIn, out: Product }
  'GET /stock-entries': { query: Paged & { product?: string, sku?: string, reason?: string }, out: Page<StockEntry> }
  'GET /categories': { out: Items<Category> }
  'POST /categories': { body: CategoryIn, out: Category }
  'POST /categories/order': { body: { ids: Id[] }, out: void }
  'PATCH /categories/{id}': { path: { id: string }, body: Partial<CategoryIn> & { version: number }, out: Category }
  'DELETE /categories/{id}': { path: { id: string }, out: void }
  'POST /categories/{id}/restore': { path: { id: string }, out: Category }
}
