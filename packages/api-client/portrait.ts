/** Portraits of customers, whom to contact today, and who came back. */
import type { Day, Label, Ref, SuggestedAct, VisitorMe } from './index'

type Id = string
type Instant = string

export type LearnedState = 'few' | 'worse' | 'shown'
export type ValueGroup = 'best' | 'growing' | 'keep' | 'win_back' | 'regular' | 'new' | 'fading' | 'gone'
/** `share`: of all the time spent on things of its kind, in thousandths. */
export interface Liking { id: Id, name: string, views: number, dwell_ms: number, last_at: Instant, share: number }
export interface PortraitTrail {
  visits: number
  dwell_ms: number
  shares: number
  first_at: Instant | null
  last_at: Instant | null
  /** `weekday` 1 is Monday, `hour` 0 to 23, in the merchant's zone. */
  hours: { weekday: number, hour: number, visits: number }[]
  sources: { name: string, forwarded: boolean, visits: number, last_at: Instant }[]
  devices: { label: Label, visits: number }[]
}
/** RFM in the merchant's own fifths, 5 is best; null while too few have bought. */
export interface PortraitValue {
  days_since_order: number
  orders: number
  total_fen: number
  recency: number | null
  frequency: number | null
  money: number | null
  segment: ValueGroup | null
  buyers: number
}
/** Probability of an order within 30 days; `chance` is null unless `state` is `shown`. */
export interface PortraitBuys {
  state: LearnedState
  chance: number | null
  base: number | null
  factors: { label: Label, weight: number }[]
  brier: number | null
  base_brier: number | null
  people: number
  buyers: number
  fewest: number
  learned_at: Instant | null
}
export interface PortraitComes {
  state: LearnedState
  alive: number | null
  orders_90: number | null
  year_fen: number | null
  buyers: number
  repeaters: number
  fewest: number
  learned_at: Instant | null
}
export interface Portrait {
  customer: Ref
  avatar_url: string | null
  /** False: the customer wants no conclusions, there is only what happened. */
  judged: boolean
  score: number
  scored_at: Instant
  reasons: { label: Label, points: number }[]
  trail: PortraitTrail | null
  likings: { products: Liking[], categories: Liking[], tags: Liking[] }
  value: PortraitValue | null
  buys: PortraitBuys | null
  comes: PortraitComes | null
}

export interface ContactRow {
  customer: Ref
  avatar_url: string | null
  phone_masked: string
  owner: Ref | null
  score: number
  points: number
  reasons: { key: string, label: Label, points: number }[]
  suggested: SuggestedAct[]
}
export interface ContactsToday { day: Day, items: ContactRow[] }

/** First-time buyers of a month; `cells`: how many bought `after` months later, for how much. */
export interface Cohort { month: Day, customers: number, cells: { after: number, customers: number, fen: number }[] }
export interface Retention {
  months: Cohort[]
  often: { orders: number, customers: number }[]
  soon: { days: number, customers: number, again: number }[]
}

export interface PortraitEndpoints {
  'GET /customers/{id}/portrait': { path: { id: Id }, out: Portrait }
  'GET /contacts-today': { query: { scope?: 'mine' | 'all' }, out: ContactsToday }
  'GET /reports/retention': { query: { months?: number }, out: Retention }
  'POST /visitor/profiling': { body: { on: boolean }, out: VisitorMe }
}
