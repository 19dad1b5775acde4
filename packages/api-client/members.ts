import type { Id, Instant, Page, Ref } from './index'

export type MemberAccount = 'points' | 'balance' | 'growth'
export interface CheckInStep { days: number, points: number }
/** 会员规则: zero switches a thing off; money in fen. */
export interface MemberRules {
  active: boolean
  auto_join: boolean
  card_name: string
  notice: string
  /** So many fen of spending bring a point. */
  earn_fen: number
  growth_fen: number
  /** What one point pays. */
  point_fen: number
  points_least: number
  /** Percent of an order at most. */
  points_share: number
  points_months: number
  join_points: number
  birthday_points: number
  check_in_points: number
  check_in_steps: CheckInStep[]
  top_up: boolean
  version: number
}
export interface MemberLevelIn {
  name: string
  growth: number
  /** 950 is 9.5 折. */
  permille: number
  member_price: boolean
  points_percent: number
  note: string
}
export interface MemberLevel extends MemberLevelIn { id: Id, members: number, version: number }
export interface TopUpPlanIn { pay_fen: number, gift_fen: number, gift_points: number }
export interface TopUpPlan extends TopUpPlanIn { id: Id, version: number }
export interface MemberSetup { rules: MemberRules, levels: MemberLevel[], plans: TopUpPlan[] }

export interface LevelMark { id: Id, name: string, permille: number, member_price: boolean, points_percent: number }
export interface MemberRow {
  id: Id
  code: string
  customer: Ref
  phone_masked: string
  avatar_url: string | null
  main: boolean
  level: LevelMark | null
  growth: number
  points: number
  balance_fen: number
  /** The part of the balance that was given on top. */
  gift_fen: number
  state: 'active' | 'frozen'
  joined_at: Instant
}
export interface Member extends MemberRow {
  frozen_reason: string
  streak: number
  checked_on: string | null
  running_out: number
  next_level: Ref | null
  next_growth: number | null
  can: string[]
}
export interface MemberEntry {
  id: Id
  at: Instant
  kind: string
  title: string
  change: number
  after: number
  gift_change: number
  expires_on: string | null
  note: string
  order_id: Id | null
  by: Ref | null
}
export interface MemberStatement { account: MemberAccount, month: string, before: number, came: number, went: number, after: number }
export interface MemberFigures { members: number, new_this_month: number, points: number, balance_fen: number, gift_fen: number }
export interface MemberCorrection { account: MemberAccount | 'gift', change: number, reason: string }
export interface MemberTopUpIn { plan_id?: Id, pay_fen?: number, method?: 'cash' | 'transfer', note?: string }
export interface MemberTopUp { id: Id, order_id: Id, total_fen: number, state: string }

// ---- the customer's own side ----
export interface MyCard {
  code: string
  qr: string
  level: LevelMark | null
  growth: number
  points: number
  balance_fen: number
  gift_fen: number
  state: 'active' | 'frozen'
  frozen_reason: string
  joined_at: Instant
  running_out: number
  checked_today: boolean
  streak: number
  next_level: string
  next_growth: number | null
}
export interface MyMembership {
  active: boolean
  merchant: string
  card: MyCard | null
  rules: Omit<MemberRules, 'active' | 'auto_join' | 'growth_fen' | 'version'>
  levels: { name: string, growth: number, permille: number, points_percent: number, note: string }[]
  plans: { id: Id, pay_fen: number, gift_fen: number, gift_points: number }[]
  today: string
  birthday_known: boolean
}
export interface CheckIn { day: string, streak: number, points: number, total: number }

type List = Partial<Record<'cursor' | 'limit' | 'sort' | 'q' | 'total', string | number | boolean>>
type Statement = Partial<{ account: MemberAccount, month: string }>
type Ledger = List & Statement
interface One { id: string }

export interface MemberEndpoints {
  'GET /members': { query: List & Partial<Record<'level' | 'state' | 'customer', string>>, out: Page<MemberRow> }
  'POST /members': { body: { customer_id: Id }, out: Member }
  'GET /members/figures': { out: MemberFigures }
  'GET /members/lookup': { query: { code: string }, out: Member }
  'GET /members/{id}': { path: One, out: Member }
  'GET /members/{id}/entries': { path: One, query: Ledger, out: Page<MemberEntry> }
  'GET /members/{id}/statement': { path: One, query: Statement, out: MemberStatement }
  'POST /members/{id}/freeze': { path: One, body: { reason: string }, out: Member }
  'POST /members/{id}/thaw': { path: One, body: { reason: string }, out: Member }
  'POST /members/{id}/corrections': { path: One, body: MemberCorrection, out: Member }
  'POST /members/{id}/fold': { path: One, out: Member }
  'POST /members/{id}/top-ups': { path: One, body: MemberTopUpIn, out: MemberTopUp }
  'GET /member-rules': { out: MemberSetup }
  'PATCH /member-rules': { body: Partial<MemberRules> & { version: number }, out: MemberRules }
  'POST /member-levels': { body: MemberLevelIn, out: MemberLevel }
  'PATCH /member-levels/{id}': { path: One, body: Partial<MemberLevelIn> & { version: number }, out: MemberLevel }
  'DELETE /member-levels/{id}': { path: One, out: void }
  'POST /top-up-plans': { body: TopUpPlanIn, out: TopUpPlan }
  'PATCH /top-up-plans/{id}': { path: One, body: Partial<TopUpPlanIn> & { version: number }, out: TopUpPlan }
  'DELETE /top-up-plans/{id}': { path: One, out: void }
  'GET /visitor/member': { out: MyMembership }
  'POST /visitor/member': { body: { birthday?: string }, out: MyMembership }
  'POST /visitor/member/check-in': { out: CheckIn }
  'GET /visitor/member/entries': { query: Ledger, out: Page<MemberEntry> }
  'GET /visitor/member/statement': { query: Statement, out: MemberStatement }
  'POST /visitor/member/top-ups': { body: { plan_id: Id }, out: MemberTopUp }
}
