import type { CardState, CardTemplate, Id, Instant, Items, ProductRow, PublicCard, Ref } from './index'

export interface CardLink { title: string, url: string }
/** What stands on a card, for its owner and for strangers alike. Voice and video addresses end within the hour. */
export interface CardFace {
  template: CardTemplate
  name: string
  title: string
  company: string
  phone: string
  phone2: string
  email: string
  wechat: string
  address: string
  /** As WeChat's maps count (GCJ-02); both or neither. */
  lat: number | null
  lng: number | null
  intro: string
  /** The company. */
  about: string
  avatar_url: string | null
  cover_url: string | null
  wechat_qr_url: string | null
  pictures: string[]
  video_url: string | null
  voice: { url: string, seconds: number | null } | null
  links: CardLink[]
}
export interface PublicCardFace extends CardFace { id: Id, staff_id: Id, tags: { text: string, likes: number }[] }

/** The draft of a card as its owner edits it; strangers see version `edition`. */
export interface Card extends CardFace {
  id: Id
  staff: Ref
  /** Only its owner sees it. */
  label: string
  avatar_id: Id | null
  cover_id: Id | null
  wechat_qr_id: Id | null
  picture_ids: Id[]
  video_id: Id | null
  voice_id: Id | null
  tags: string[]
  likes: Record<string, number>
  /** Names of the parts that the card does not show. */
  hidden: string[]
  products: ProductRow[]
  product_ids: Id[]
  state: CardState
  edition: number
  /** The draft differs from what strangers see. */
  unpublished: boolean
  is_default: boolean
  view_count: number
  version: number
  created_at: Instant
  can: string[]
  deleted_at: Instant | null
}
export interface CardRow {
  id: Id
  staff: Ref
  name: string
  label: string
  title: string
  company: string
  template: CardTemplate
  state: CardState
  unpublished: boolean
  is_default: boolean
  avatar_url: string | null
  view_count: number
  code_count: number
  version: number
  created_at: Instant
}
export interface CardIn {
  staff_id?: Id
  template?: CardTemplate
  label?: string
  name?: string
  title?: string
  company?: string
  phone?: string
  phone2?: string
  email?: string
  wechat?: string
  address?: string
  lat?: number | null
  lng?: number | null
  intro?: string
  about?: string
  avatar_id?: Id | null
  cover_id?: Id | null
  wechat_qr_id?: Id | null
  picture_ids?: Id[]
  video_id?: Id | null
  voice_id?: Id | null
  tags?: string[]
  links?: CardLink[]
  hidden?: string[]
  product_ids?: Id[]
}
export type CardPatch = Omit<CardIn, 'staff_id'> & { version: number }
/** One published version; `changed` names the fields that differ from the one before it. */
export interface CardVersion { number: number, at: Instant, by: Ref | null, shown: boolean, changed: string[] }

/** A card in the holder; `shown` is false while its owner has taken it down. */
export interface HeldCard { card_id: Id, code: string, name: string, title: string, company: string, avatar_url: string | null, merchant: string, held_at: Instant, shown: boolean }
export interface ExchangeIn { code: string, name: string, phone: string, company?: string, position?: string, version: string }
/** A customer's own contact data; of the number only the mask is shown. */
export interface OwnDetails { name: string, phone_masked: string, email: string, company: string, position: string, birthday: string | null, address: string }
export interface OwnDetailsIn { name?: string, phone?: string, email?: string, company?: string, position?: string, birthday?: string | null, address?: string }

export interface CardEndpoints {
  'POST /cards/{id}/default': { path: { id: string }, out: Card }
  'GET /cards/{id}/preview': { path: { id: string }, query: { number?: number }, out: PublicCard }
  'GET /cards/{id}/versions': { path: { id: string }, out: Items<CardVersion> }
  'POST /cards/{id}/versions/{number}/restore': { path: { id: string, number: string }, body: { version: number }, out: Card }
  'POST /visitor/card/like': { body: { code: string, tag: string, device: string, on?: boolean }, out: { likes: number } }
  'GET /visitor/holder': { out: Items<HeldCard> }
  'POST /visitor/holder': { body: { code: string }, out: HeldCard }
  'DELETE /visitor/holder/{id}': { path: { id: string }, out: void }
  'POST /visitor/exchange': { body: ExchangeIn, out: HeldCard }
  'GET /visitor/details': { out: OwnDetails }
  'PATCH /visitor/details': { body: OwnDetailsIn, out: OwnDetails }
}
