import type { BilingualText, DeedKind, EventKind, FeedKind, FeedLine, Id, Instant, Page, Ref } from './index'

/** One person in the feed: the newest visit, the ones before, sums of the last 30 days. */
export interface PersonLine { id: Id, line: FeedLine, earlier: FeedLine[], visits: number, dwell_ms: number }
export interface DeedCount { kind: EventKind | DeedKind, name: BilingualText, line: FeedKind, visits: number }
/** Counts since `from`, where the first of the asked days begins in the merchant's zone. */
export interface Deeds { from: Instant, items: DeedCount[] }
/** Who did something within the last two minutes; `count` may be more than `items`. */
export interface NowLooking { count: number, items: FeedLine[] }
/** Visits begun `since` one saw the feed, counted up to 100. */
export interface Unseen { count: number, since: Instant }
export type AlertName = 'first' | 'again' | 'goods' | 'contact' | 'back' | 'unpaid' | 'forward'
export interface AlertNumber { name: 'times' | 'days' | 'minutes', value: number, least: number, most: number }
/** `on`: the merchant's choice; `mine`: one's own, null as the merchant has it. */
export interface AlertRule { rule: AlertName, name: BilingualText, on: boolean, mine: boolean | null, numbers: AlertNumber[], picks_products: boolean, products: Ref[] }
export interface Alerts { rules: AlertRule[], version: number, may_set: boolean }
export interface AlertRuleIn { rule: AlertName, on: boolean, numbers?: Record<string, number>, products?: Id[] }
export interface TrailView { id: Id, at: Instant, staff: Ref | null, customer: Ref | null }

export interface FeedAsked { staff?: string, customer?: string, kind?: string, did?: string, from?: string, to?: string, cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean }

export interface FeedEndpoints {
  'GET /radar/feed': { query: FeedAsked, out: Page<FeedLine> }
  'GET /radar/people': { query: FeedAsked, out: Page<PersonLine> }
  'GET /radar/deeds': { query: { days?: number, staff?: string }, out: Deeds }
  'GET /radar/now': { out: NowLooking }
  'GET /radar/unseen': { out: Unseen }
  'POST /radar/seen': { out: void }
  'GET /radar/alerts': { out: Alerts }
  'PUT /radar/alerts': { body: { rules: AlertRuleIn[], version: number }, out: Alerts }
  'PUT /me/radar-alerts': { body: { wanted: Partial<Record<AlertName, boolean | null>> }, out: Alerts }
  'GET /radar/trail-views': { query: { customer?: string, staff?: string, cursor?: string, sort?: string, limit?: number, total?: boolean }, out: Page<TrailView> }
}
