/** What a merchant shows around its cards: the front of the shop, Moments, and what codes bring. */
import type { FileRef, Id, Instant, Label, Page, Ref } from './index'
import type { ShopCategory, ShopProductRow } from './shop'

// ---- blocks as they are arranged ----
export type FrontPage = 'goods' | 'bookings' | 'member' | 'moments' | 'cart' | 'orders'
export type LinkKind = 'none' | 'product' | 'category' | 'page' | 'url' | 'phone'
export interface BlockLink { kind: LinkKind, id: Id | null, page: FrontPage | null, to: string }
export type LinkIcon = 'goods' | 'calendar' | 'member' | 'gift' | 'phone' | 'map' | 'chat' | 'star'
export interface BannerBlock { id: string, type: 'banner', title: string, slides: { picture_id: Id, link: BlockLink }[] }
export interface NoticeBlock { id: string, type: 'notice', title: string, text: string }
export interface ProductsBlock {
  id: string
  type: 'products'
  title: string
  source: 'chosen' | 'category' | 'newest' | 'all'
  product_ids: Id[]
  category_id: Id | null
  layout: 'grid' | 'list' | 'scroll'
  most: number
}
export interface CategoriesBlock { id: string, type: 'categories', title: string }
export interface ServicesBlock { id: string, type: 'services', title: string, service_ids: Id[], most: number }
export interface CompanyBlock { id: string, type: 'company', title: string, text: string, picture_ids: Id[], video_id: Id | null }
export interface MomentsBlock { id: string, type: 'moments', title: string, most: number }
export interface PromotionsBlock { id: string, type: 'promotions', title: string, lines: { product_id: Id, words: string }[] }
export interface ContactBlock { id: string, type: 'contact', title: string, name: string, address: string, phone: string, hours: string, lat: number | null, lng: number | null }
export interface LinksBlock { id: string, type: 'links', title: string, items: { label: string, icon: LinkIcon, picture_id: Id | null, link: BlockLink }[] }
export type AnyBlock = BannerBlock | NoticeBlock | ProductsBlock | CategoriesBlock | ServicesBlock | CompanyBlock | MomentsBlock | PromotionsBlock | ContactBlock | LinksBlock
export type BlockType = AnyBlock['type']

// ---- blocks as strangers see them ----
export interface FrontService { id: Id, name: string, summary: string, picture_url: string | null, minutes: number, price_fen: number }
export interface FrontContact { name: string, address: string, phone: string, hours: string, lat: number | null, lng: number | null }
export interface FrontPromotion { product: ShopProductRow, words: string, member_fen: number | null }
export interface FrontItem { label: string, icon: string, picture_url: string | null, link: BlockLink }
export interface FrontSlide { picture_url: string, link: BlockLink }
/** One block with what stands in it; the lists of other types are empty. */
export interface FrontBlock {
  id: string
  type: BlockType
  title: string
  layout: string
  text: string
  /** Safe HTML. */
  html: string
  pictures: string[]
  video_url: string | null
  slides: FrontSlide[]
  products: ShopProductRow[]
  category_id: Id | null
  categories: ShopCategory[]
  services: FrontService[]
  moments: PublicMoment[]
  promotions: FrontPromotion[]
  contact: FrontContact | null
  items: FrontItem[]
}
/** `number` is the edition; null while the usual front is shown. */
export interface FrontOut { number: number | null, blocks: FrontBlock[] }

export interface FrontProduct { id: Id, name: string, price_fen: number, picture_url: string | null, on_sale: boolean }
/** The draft, and what its editor has to know of the things in it. */
export interface FrontDraft {
  version: number
  blocks: AnyBlock[]
  changed: boolean
  number: number | null
  waiting: number | null
  why: Label | null
  pictures: FileRef[]
  products: FrontProduct[]
  categories: Ref[]
  services: FrontService[]
  updated_at: Instant
}
export interface EditionRow { id: Id, number: number, state: 'waiting' | 'published' | 'refused', current: boolean, blocks: number, by: string, created_at: Instant }

// ---- Moments ----
export interface MomentProduct { id: Id, name: string, price_fen: number, picture_url: string | null }
export interface PublicMoment {
  id: Id
  text: string
  pictures: string[]
  product: MomentProduct | null
  author: string
  avatar_url: string | null
  pinned: boolean
  likes: number
  at: Instant
}
export type MomentState = 'waiting' | 'shown' | 'hidden'
export interface MomentRow extends PublicMoment { staff: Ref, state: MomentState, why: string, files: FileRef[], can: string[], version: number, deleted_at: Instant | null }
export interface MomentIn { text?: string, picture_ids?: Id[], product_id?: Id | null, pinned?: boolean }
export interface MomentPatch extends MomentIn { state?: 'shown' | 'hidden', version: number }

// ---- what codes bring ----
/** From a look at a code to money; null where the role may not know. */
export interface CodeSums { scans: number, visitors: number | null, customers: number | null, opportunities: number | null, orders: number | null, sales_fen: number | null }
export interface CodeLine extends CodeSums {
  id: Id
  code: string
  channel: string
  card: Ref
  staff: Ref
  url: string
  png_url: string
  mini_png_url: string | null
  /** The order list with exactly the orders behind the money. */
  orders_page: string
}
export interface CodesOut { total: CodeSums, items: CodeLine[] }
export interface CodePerson { id: Id, name: string, owner: Ref | null, opportunities: number, created_at: Instant }

interface Paged { cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean }
interface At { path: { code: string } }
interface One { path: { id: string } }

export interface ShopfrontEndpoints {
  'GET /shop-front': { out: FrontDraft }
  'PUT /shop-front': { body: { version: number, blocks: AnyBlock[] }, out: FrontDraft }
  'POST /shop-front/preview': { body: { blocks: AnyBlock[] }, out: FrontOut }
  'POST /shop-front/publish': { body: { version: number }, out: FrontDraft }
  'POST /shop-front/reset': { body: { version: number }, out: FrontDraft }
  'GET /shop-front/editions': { query: Paged, out: Page<EditionRow> }
  'POST /shop-front/editions/{id}/restore': One & { body: { version: number }, out: FrontDraft }
  'GET /moments': { query: Paged & { staff?: string, state?: string }, out: Page<MomentRow> }
  'POST /moments': { body: MomentIn, out: MomentRow }
  'GET /moments/{id}': One & { out: MomentRow }
  'PATCH /moments/{id}': One & { body: MomentPatch, out: MomentRow }
  'DELETE /moments/{id}': One & { out: void }
  'POST /moments/{id}/restore': One & { out: MomentRow }
  'GET /public/shops/{code}/front': At & { out: FrontOut }
  'GET /public/shops/{code}/moments': At & { query: Paged, out: Page<PublicMoment> }
  'GET /public/shops/{code}/moments/{id}': { path: { code: string, id: string }, out: PublicMoment }
  'POST /public/shops/{code}/moments/{id}/like': { path: { code: string, id: string }, body: { liked?: boolean, device?: string }, out: { liked: boolean, likes: number } }
  'GET /code-report': { query: { first: string, last: string, staff?: string }, out: CodesOut }
  'GET /code-report/people': { query: Paged & { first: string, last: string, code: string, what?: 'visitors' | 'customers' }, out: Page<CodePerson> }
}
