/** Every shape that travels between the server and a front end. Front ends import types only from here. */

import type { BrandFace } from './brand'
import type { PublicCardFace } from './cards'
import type { CustomValues } from './fields'
import type { MessageSettled } from './messages'
import type { Operation } from './operations'
import type { DealCompetitor, Line } from './sales'
import type { Attachment, Direction, FollowupResult, Place, Way } from './work'

export type Id = string
/** `2026-11-21T08:00:00.000Z`, always UTC. */
export type Instant = string
/** `2026-11-21`, a day in the merchant's zone. */
export type Day = string

export interface Page<T> { items: T[], next: string | null, total: number | null }
export interface Items<T> { items: T[] }
export interface Ref { id: Id, name: string }
export interface Label { zh: string, en: string }

// ---- problems ----
export interface FieldProblem { field: string, code: string, message: string }
export interface Problem {
  type?: string
  title?: string
  status: number
  code: string
  detail: string
  errors?: FieldProblem[]
  /** 403 `forbidden`: the permission that is missing. */
  permission?: string
  /** 409 `stale`: the object as it is now. */
  current?: unknown
  /** 429: seconds to wait. */
  retry_after?: number
  /** 404 `no_account` after a WeChat login. */
  shop_ticket?: string
  /** Where a merged customer lives on (`customer_merged`). */
  merged_into?: Ref
  /** The pool that a customer has to be opened from. */
  pool?: Ref
}

// ---- merchant and accounts ----
export type Mode = 'shop' | 'company'
/** What a role may do with one field, and where its mask shows; what is absent is free. */
export interface FieldRule { right: 'none' | 'read' | 'write', mask: 'none' | 'list' | 'always' }
export type FieldRules = Record<string, Record<string, FieldRule>>
export type Scope = 'own' | 'subordinates' | 'department' | 'tree' | 'listed' | 'all'
export type PermissionName
  = | 'customer.read'
    | 'customer.write'
    | 'customer.delete'
    | 'customer.assign'
    | 'customer.phone'
    | 'customer.merge'
    | 'interaction.read'
    | 'interaction.write'
    | 'interaction.manage'
    | 'plan.read'
    | 'plan.write'
    | 'pool.claim'
    | 'pool.write'
    | 'handover.run'
    | 'tag.write'
    | 'view.share'
    | 'data.import'
    | 'data.export'
    | 'opportunity.read'
    | 'opportunity.write'
    | 'opportunity.delete'
    | 'opportunity.assign'
    | 'lead.read'
    | 'lead.write'
    | 'lead.delete'
    | 'lead.assign'
    | 'lead.setup'
    | 'pipeline.write'
    | 'quote.read'
    | 'quote.write'
    | 'contract.read'
    | 'contract.write'
    | 'target.write'
    | 'card.read'
    | 'card.write'
    | 'shop.write'
    | 'product.read'
    | 'product.write'
    | 'order.read'
    | 'order.write'
    | 'order.price'
    | 'order.refund'
    | 'trade.setup'
    | 'bill.read'
    | 'booking.read'
    | 'booking.write'
    | 'booking.setup'
    | 'member.read'
    | 'member.write'
    | 'member.setup'
    | 'radar.read'
    | 'radar.setup'
    | 'boss.read'
    | 'wechat.read'
    | 'wechat.write'
    | 'wechat.connect'
    | 'message.read'
    | 'message.send'
    | 'report.read'
    | 'staff.read'
    | 'staff.write'
    | 'department.write'
    | 'role.write'
    | 'access.grant'
    | 'field.write'
    | 'audit.read'
    | 'merchant.write'
    | 'hooks.write'

export interface Merchant {
  id: Id
  name: string
  mode: Mode
  trade: string
  short_name: string
  brand_color: string
  logo_url: string | null
  timezone: string
  version: number
}
export interface MerchantPatch { name?: string, mode?: Mode, brand_color?: string, version: number }

export type StaffState = 'active' | 'disabled'
export interface StaffRow {
  id: Id
  name: string
  title: string
  account: string
  phone_masked: string
  department: Ref | null
  role: Ref
  superior: Ref | null
  state: StaffState
  avatar_url: string | null
  created_at: Instant
  version: number
}
export interface StaffIn { name: string, account: string, title?: string, phone?: string, department_id?: Id | null, superior_id?: Id | null, role_id: Id }
export interface StaffPatch { name?: string, title?: string, phone?: string, department_id?: Id | null, superior_id?: Id | null, role_id?: Id, version: number }
export interface StaffCreated { staff: StaffRow, password: string }

export interface Me {
  staff: StaffRow
  merchant: Merchant
  permissions: Record<string, Scope>
  fields: FieldRules
  merchants: Ref[]
  totp_enabled: boolean
  account: string
}
export interface MePatch { name?: string, avatar_id?: Id | null, version: number }
/** What one reads: mail, notices and sheets made for oneself come in it. */
export interface LanguageIn { language: 'zh' | 'en' }
export interface LoginIn { account: string, password: string, totp?: string, cookie?: boolean }
/** `token` is null when the session lives in a cookie. */
export interface LoginOut { token: string | null, staff: StaffRow, merchant: Merchant, merchants: Ref[] }
export interface TicketIn { ticket: string, cookie?: boolean }
export interface SwitchIn { merchant_id: Id, cookie?: boolean }
export interface PasswordIn { old: string, new: string }
export interface TotpStart { secret: string, uri: string }

export interface Department { id: Id, name: string, parent_id: Id | null, leader: Ref | null, staff_count: number, version: number }
export interface DepartmentIn { name: string, parent_id?: Id | null, leader_id?: Id | null }
export interface DepartmentPatch { name?: string, parent_id?: Id | null, leader_id?: Id | null, version: number }
export interface Role { id: Id, name: string, preset: boolean, grants: Record<string, Scope>, departments: Id[], fields: FieldRules, staff_count: number, version: number }
export interface RoleIn { name: string, grants: Record<string, Scope>, departments?: Id[], fields?: FieldRules }
export interface RolePatch { name?: string, grants?: Record<string, Scope>, departments?: Id[], fields?: FieldRules, version: number }
export interface PermissionInfo { name: string, label: Label, group: string, scopes: Scope[] }
export interface SessionRow { id: Id, created_at: Instant, last_seen_at: Instant, ip: string, agent: string, current: boolean }

export interface AuditChange { field: string, label: Label | null, before: unknown, after: unknown, before_name: string | null, after_name: string | null }
export interface AuditRow {
  id: Id
  at: Instant
  actor: Ref | null
  action: string
  object_kind: string
  object_id: Id | null
  object_name: string
  ip: string
  seq: number | null
  changes: AuditChange[]
}

export interface Trade { code: string, name: Label, brings: Label }
export interface ShopIn {
  name: string
  trade: string
  owner_name: string
  phone?: string
  account?: string
  password?: string
  shop_ticket?: string
}
export interface ShopOut { token: string | null, staff: StaffRow, merchant: Merchant, card: { id: Id }, code: Pick<CardCode, 'id' | 'code' | 'url' | 'png_url'> }

// ---- customers ----
export type CustomerKind = 'person' | 'company'
export type CustomerLifecycle = 'potential' | 'engaged' | 'customer' | 'loyal' | 'silent' | 'lost'
export type CustomerLevel = 'A' | 'B' | 'C' | ''
export type CustomerSource = 'card' | 'manual' | 'import' | 'referral' | 'wechat' | 'other'
export type DealState = 'none' | 'open' | 'won'
export type Gender = 'male' | 'female' | ''

export interface CustomerRow {
  id: Id
  name: string
  kind: CustomerKind
  /** The merchant's own type; empty for none. */
  type: string
  company: string
  position: string
  phone_masked: string
  level: CustomerLevel
  source: CustomerSource
  owner: Ref | null
  department: Ref | null
  last_followup_at: Instant | null
  next_followup_at: Instant | null
  last_visit_at: Instant | null
  visit_count: number
  score: number
  deal_state: DealState
  /** Paid orders that were not given back whole, what is left of their money, and the latest. */
  order_count: number
  order_total_fen: number
  last_order_at: Instant | null
  created_at: Instant
  updated_at: Instant
  custom: CustomValues
  version: number
}
export interface ScoreReason { label: Label, points: number }
export interface Customer extends CustomerRow {
  gender: Gender
  email_masked: string
  address: string
  region: string
  region_code: string
  birthday: Day | null
  age: number | null
  industry: string
  lifecycle: CustomerLifecycle
  note: string
  wechat_name: string
  owner_since: Instant | null
  deleted_at: Instant | null
  created_by: Ref | null
  score_reasons: ScoreReason[]
  /** Permission names this person has on this very customer. */
  can: string[]
}
export interface CustomerIn {
  name: string
  kind?: CustomerKind
  type?: string
  phone?: string
  email?: string
  company?: string
  position?: string
  level?: CustomerLevel
  source?: CustomerSource
  gender?: Gender
  address?: string
  region?: string
  region_code?: string
  custom?: CustomValues
  birthday?: Day | null
  industry?: string
  lifecycle?: CustomerLifecycle
  note?: string
  owner_id?: Id | null
}
export type CustomerPatch = Partial<CustomerIn> & { version: number }
export type CustomerSort = '-updated_at' | '-created_at' | 'name' | '-last_visit_at' | '-last_order_at' | '-order_total_fen' | 'next_followup_at' | '-score'
export interface SearchHit {
  kind: 'customer' | 'contact' | 'lead' | 'opportunity' | 'order'
  id: Id
  name: string
  subtitle: string
  highlight: [number, number][]
  subtitle_highlight: [number, number][]
  /** Opening the hit means opening this customer (a contact's). */
  customer_id: Id | null
}

// ---- consent ----
export type ConsentPurpose = 'radar' | 'profile' | 'order' | 'exchange'
export interface ConsentRow {
  purpose: ConsentPurpose
  title: Label
  version: string
  granted_at: Instant
  withdrawn_at: Instant | null
  channel: string
}

// ---- interactions ----
export type TimelineKind = 'followup' | 'visit' | 'share' | 'consent' | 'opportunity' | 'plan' | 'customer' | 'order' | 'lead' | 'wechat'
export interface TimelineRow {
  id: Id
  at: Instant
  kind: TimelineKind
  way: Way | ''
  direction: Direction
  result: FollowupResult
  minutes: number | null
  title: string
  text: string
  staff: Ref | null
  ref_kind: string
  ref_id: Id | null
  data: Record<string, unknown>
  files: Attachment[]
  mentions: Ref[]
  place: Place | null
  comment_count: number
  undoable: boolean
  version: number
}
export interface Interaction extends TimelineRow { customer: Ref | null, lead: Ref | null }

export type PlanState = 'pending' | 'done' | 'cancelled'
export interface Plan {
  id: Id
  customer: Ref | null
  lead: Ref | null
  staff: Ref
  due_at: Instant
  text: string
  state: PlanState
  reminded_at: Instant | null
  done_at: Instant | null
  version: number
  overdue: boolean
}
export interface PlanIn { customer_id?: Id, lead_id?: Id, due_at: Instant, text: string }

export interface Notification {
  id: Id
  at: Instant
  kind: 'reminder' | 'overdue' | 'mention' | 'radar' | 'booking' | 'order' | 'system'
  title: string
  text: string
  link: { kind: string, id: Id } | null
  read_at: Instant | null
}
export interface NotificationPage extends Page<Notification> { unread: number }
export interface NotifySettings { quiet_from: string | null, quiet_to: string | null, version: number }

// ---- sales ----
export type StageKind = 'open' | 'won' | 'lost'
export type Rating = 'high' | 'medium' | 'low'
export type OpportunityState = 'open' | 'won' | 'lost'
export interface Stage { id: Id, name: string, rate: number, kind: StageKind, position: number }
export interface Pipeline { id: Id, name: string, stages: Stage[] }
export interface StageRef { id: Id, name: string, kind: StageKind, rate: number }
export interface OpportunityRow {
  id: Id
  title: string
  customer: Ref
  amount_fen: number
  rating: Rating
  expected_on: Day | null
  stage: StageRef
  state: OpportunityState
  owner: Ref | null
  reason: string
  stage_since: Instant
  closed_at: Instant | null
  created_at: Instant
  updated_at: Instant
  version: number
}
export interface StageChange { id: Id, from: Ref | null, to: Ref, at: Instant, by: Ref | null, dwell_ms: number | null }
/** A row of the list; boards leave custom values out. */
export interface OpportunityListRow extends OpportunityRow { custom: CustomValues }
export interface Opportunity extends OpportunityListRow {
  note: string
  pipeline: Ref
  backward: boolean
  lines: Line[]
  sums_lines: boolean
  competitors: DealCompetitor[]
  history: StageChange[]
  can: string[]
  deleted_at: Instant | null
}
export interface OpportunityIn {
  customer_id: Id
  title: string
  amount_fen: number
  rating: Rating
  expected_on?: Day | null
  stage_id?: Id
  pipeline_id?: Id
  note?: string
  custom?: CustomValues
  owner_id?: Id | null
}
export type OpportunityPatch = Partial<Omit<OpportunityIn, 'customer_id' | 'stage_id' | 'pipeline_id'>> & { version: number }
export type OpportunitySort = '-updated_at' | '-amount_fen' | 'expected_on'
export interface BoardColumn { stage: Stage, count: number, amount_fen: number, items: OpportunityRow[], next: string | null }
export interface Board { pipeline: Pipeline, columns: BoardColumn[] }

// ---- catalog ----
export type CardTemplate = 'classic' | 'cover' | 'split' | 'minimal' | 'bold'
export type CardState = 'draft' | 'published'
export interface CardCode {
  id: Id
  code: string
  channel: string
  card_id: Id
  url: string
  png_url: string
  mini_png_url: string | null
  opens: number
  visitors: number
  customers: number
  version: number
  created_at: Instant
}
export type ProductState = 'on' | 'off'
export interface ProductRow {
  id: Id
  name: string
  summary: string
  price_fen: number
  unit: string
  picture_url: string | null
  state: ProductState
  position: number
  custom: CustomValues
  version: number
}
export interface FileRef { id: Id, url: string, name: string, mime: string, size: number, width: number | null, height: number | null }
// ---- radar ----
export type EventKind
  = | 'card_view' | 'card_leave' | 'product_view' | 'product_leave' | 'list_view' | 'share' | 'share_open'
    | 'phone_tap' | 'contact_save' | 'wechat_copy' | 'address_tap' | 'email_tap' | 'company_view' | 'picture_view'
    | 'tag_like' | 'consent_given'
    | 'video_play' | 'voice_play' | 'file_view' | 'article_view' | 'article_leave' | 'poster_save'
    | 'holder_add' | 'card_exchange' | 'call_made' | 'link_tap' | 'moment_view' | 'moment_like' | 'shop_view'
    | 'shop_leave' | 'category_view' | 'search' | 'cart_add' | 'checkout' | 'coupon_view' | 'service_view'
    | 'service_leave' | 'booking_view' | 'chat_open' | 'form_view' | 'site_view' | 'site_leave'
/** What the radar notes itself; no phone sends it. */
export type DeedKind
  = | 'order_placed' | 'order_paid'
    | 'booking_made' | 'chat_sent' | 'form_sent' | 'menu_tap' | 'follow' | 'unfollow'
/** What an event can be about. */
export type EventObject = 'card' | 'product' | 'moment' | 'service' | 'page' | 'file' | 'form'
export interface EventIn {
  id: string
  kind: EventKind
  at: Instant
  object_kind?: EventObject
  object_id?: Id
  dwell_ms?: number
  data?: Record<string, unknown>
}
export interface EventBatchIn { code: string, share_id?: string, events: EventIn[], token?: string, sent_at?: Instant, scene?: string }
export interface EventBatchOut { stored: number, repeated: number, rejected: { id: string, code: string, message: string }[] }
export type FeedKind = 'view' | 'product' | 'share' | 'share_open' | 'contact' | 'order' | 'talk' | 'booking' | 'site'
/** `id` is the visit; the same id again means: update the line in place. */
export interface DeedSaid { deed: EventKind | DeedKind, product: string | null, times: number, dwell_ms: number, sharer: string, fen: number | null }
export interface FeedLine {
  id: Id
  at: Instant
  last_at: Instant
  customer: Ref | null
  visitor_name: string
  avatar_url: string | null
  card: Ref
  staff: Ref
  kind: FeedKind
  object: Ref | null
  times: number
  dwell_ms: number
  sentence: string
  /** What the sentence is made of; `product` is null for the card itself. */
  said: DeedSaid
  advice: string
  /** What one tap could do; empty for somebody who is not known. */
  suggested: SuggestedAct[]
  hot: boolean
}
/** `words` is a draft of what to say or note, `days` when a plan falls due. */
export interface SuggestedAct { act: 'call' | 'message' | 'followup' | 'plan', words: string, days: number }
export interface VisitEvent { id: Id, at: Instant, kind: EventKind | DeedKind, label: string, object: Ref | null, dwell_ms: number }
export interface VisitInterest { object: Ref, views: number, dwell_ms: number }
export interface VisitDetail {
  id: Id
  customer: Ref | null
  visitor_name: string
  started_at: Instant
  last_at: Instant
  code: string
  channel: string
  share_path: string[]
  events: VisitEvent[]
  interests: VisitInterest[]
}
export interface RadarSummary { visits: number, visitors: number, anonymous_views: number, shares: number, hot: FeedLine[] }

// ---- home ----
export type FigureKey = 'new_customers' | 'visits' | 'followups' | 'won_amount_fen' | 'won_count' | 'new_opportunities' | 'orders' | 'sales_fen'
export interface Figure { key: FigureKey, value: number, previous: number, drill: { path: string, page: string } }
export interface TrendDay { day: Day, visits: number, new_customers: number, followups: number, won_amount_fen: number, sales_fen: number }
export interface Home { day: Day, figures: Figure[], trend: TrendDay[] }

// ---- customer side ----
export interface PublicProduct { id: Id, name: string, summary: string, description: string, price_fen: number, unit: string, pictures: string[] }
export interface ConsentAsk { code: ConsentPurpose, required: boolean, title: Label, text: Label }
export interface PublicCard {
  merchant: BrandFace & { trade: string }
  card: PublicCardFace
  products: PublicProduct[]
  consent: { version: string, purposes: ConsentAsk[], order: ConsentAsk, exchange: ConsentAsk }
  share: { title: string, summary: string, picture_url: string | null, url: string }
  wechat_appid: string
  chat_appid: string
}
export interface VisitorRef { id: Id, name: string, avatar_url: string | null }
export interface VisitorMe {
  customer: VisitorRef
  merchant: Ref
  consents: ConsentRow[]
  data: { label: Label, count: number }[]
  /** Whether the shop may draw conclusions. */
  profiling: boolean
}
export interface VisitorConsentIn { code: string, share_id?: string, purposes: string[], version: string, accept: boolean }
export interface VisitorConsentOut { authorize_url?: string | null, enter_url?: string | null }
export interface VisitorSession { token: string, customer: VisitorRef }
export interface MiniLoginIn { code: string, card_code: string, share_id?: string, purposes: string[], version: string }
export interface ShareIn { code: string, object_kind: 'card' | 'product', object_id: Id, parent_share_id?: string }
export interface ShareOut { share_id: string, url: string, title: string, summary: string, picture_url: string | null }
export interface JsSdkConfig {
  appId: string
  timestamp: number
  nonceStr: string
  signature: string
  script_url: string
  jsApiList: string[]
}

// ---- sockets ----
export interface RealtimeTicket { url: string, ticket: string, topics: string[] }
export interface BoardChanged { opportunity_id: Id, stage_id: Id, state: OpportunityState, version: number }
export interface TopicData {
  'radar.line': FeedLine
  /** Something moved on the radar; who hears it asks as themselves. */
  'radar.moved': Record<string, never>
  'notification': Notification
  'board.changed': BoardChanged
  'customer.changed': { id: Id }
  'operation.progress': Operation
  'message.settled': MessageSettled
}
export type TopicType = keyof TopicData
export type TopicMessage = { [T in TopicType]: { seq: number, topic: string, type: T, data: TopicData[T] } }[TopicType]
export type SocketMessage
  = | { type: 'ready', topics: Record<string, number> }
    | { type: 'resync' }
    | { type: 'ping' }
    | { type: 'access.changed' }
    | TopicMessage

export * from './access'
export * from './bookings'
export * from './boss'
export * from './brand'
export * from './cards'

export * from './data'
export type { Endpoints } from './endpoints'
export * from './feed'
export * from './fields'
export * from './followers'
export * from './goods'
export * from './hooks'
export * from './intake'
export * from './leads'
export * from './lists'
export * from './members'
export * from './menus'
export * from './messages'
export * from './operations'
export * from './orders'
export * from './pay'
export * from './payments'
export * from './people'
export * from './pools'
export * from './portrait'
export * from './pushes'
export * from './replies'
export * from './reports'
export * from './reviews'
export * from './sales'
export * from './scans'
export * from './shop'
export * from './shopfront'
export * from './spread'
export * from './tags'
export * from './wechat-accounts'
export * from './work'
