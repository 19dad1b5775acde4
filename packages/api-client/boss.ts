import type { Day, FeedLine, Id, Instant, Label, Page, Ref } from './index'

export type BossUnit = 'count' | 'fen' | 'ms' | 'days'
export type BossMeasureKey = 'visits' | 'hot' | 'forwarded' | 'new_customers' | 'talks' | 'calls' | 'followups' | 'response' | 'opportunities' | 'won' | 'won_fen' | 'orders' | 'sales_fen' | 'active_days'
export interface BossMeasure { key: string, label: Label, means: Label, unit: BossUnit, less_is_better: boolean }
/** `measures` are what it is scored from. */
export interface BossAxis { key: string, label: Label, measures: string[] }
/** `score` is the mean of the axes; `before` are the values of the span before. */
export interface RankedStaff {
  staff: Ref
  department: Ref | null
  active: boolean
  values: Record<string, number | null>
  before: Record<string, number | null>
  axes: Record<string, number>
  score: number
}
export interface BossBoard {
  first: Day
  last: Day
  measures: BossMeasure[]
  axes: BossAxis[]
  rows: RankedStaff[]
  totals: Record<string, number | null>
  /** The values that score 100: the best of this span and the one before. */
  tops: Record<string, number | null>
}
/** A record behind a number; `word` is the way of a follow-up or an action of the log. */
export interface BossRow {
  kind: string
  id: Id
  name: string
  at: Instant
  text: string
  word: string
  fen: number | null
  ms: number | null
  count: number | null
  staff: Ref | null
  customer: Ref | null
}
/** Seven rows from Monday on, 24 hours each. */
export interface BossHeat { what: string, cells: number[][], total: number }
export type FunnelKey = 'visit' | 'talk' | 'opportunity' | 'deal'
/** `rate` is in thousandths of the step before. */
export interface FunnelStep { key: FunnelKey, customers: number, rate: number, dwell_ms: number | null }
export interface BossFunnel { steps: FunnelStep[] }
export interface FunnelRow { customer: Ref, visit_at: Instant, talk_at: Instant | null, opportunity_at: Instant | null, deal_at: Instant | null }
export type HintKey = 'silent_calls' | 'exports' | 'reveals' | 'night' | 'leaver' | 'cold'
/** `usual` is a week before, where that is compared; `seen_at` puts it aside. */
export interface BossHint { key: HintKey, label: Label, why: Label, staff: Ref, count: number, usual: number | null, first_at: Instant, seen_at: Instant }
export interface HintDismissal { key: HintKey, label: Label, staff: Ref, until: Instant, note: string, by_name: string, at: Instant }
export interface BossHints { items: BossHint[], dismissed: HintDismissal[] }
export interface WallFigure { key: string, label: Label, unit: BossUnit, value: number, previous: number }
export interface WallRank { staff: Ref, value: number }
export interface BossWall {
  at: Instant
  day: Day
  merchant: string
  figures: WallFigure[]
  looking: number
  /** Visits by hour of the day. */
  hours: number[]
  yesterday: number[]
  ranks: WallRank[]
  lines: FeedLine[]
}
interface Span { first: Day, last: Day, department?: string }
interface OfStaff extends Span { staff?: string }
interface Paged { cursor?: string, limit?: number, total?: boolean }
interface HintPath { key: HintKey, id: Id }

export interface BossEndpoints {
  'GET /boss/board': { query: Span, out: BossBoard }
  'GET /boss/rows': { query: OfStaff & Paged & { measure: string, weekday?: number, hour?: number }, out: Page<BossRow> }
  'GET /boss/heat': { query: OfStaff & { what?: 'visits' | 'work' }, out: BossHeat }
  'GET /boss/funnel': { query: OfStaff, out: BossFunnel }
  'GET /boss/funnel/rows': { query: OfStaff & Paged & { step: FunnelKey }, out: Page<FunnelRow> }
  'GET /boss/hints': { out: BossHints }
  'GET /boss/hints/{key}/{id}/rows': { path: HintPath, query: Paged, out: Page<BossRow> }
  'POST /boss/hints/{key}/{id}/dismiss': { path: HintPath, body: { seen_at: Instant, note?: string }, out: HintDismissal }
  'POST /boss/hints/{key}/{id}/recall': { path: HintPath, out: void }
  'GET /boss/wall': { query: { by?: string }, out: BossWall }
}
