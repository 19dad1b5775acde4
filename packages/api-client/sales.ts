import type { CustomValues } from './fields'
import type { Day, Id, Instant, Items, Label, Opportunity, OpportunityRow, Page, Ref, StageKind } from './index'
import type { FileKind } from './work'

// ---- pipelines ----
export interface PipelineStage { id: Id, name: string, rate: number, kind: StageKind, position: number, required: string[] }
/** A pipeline with its rules; without departments it is for everybody. */
export interface PipelineWhole {
  id: Id
  name: string
  is_default: boolean
  departments: Ref[]
  backward: boolean
  reopening: boolean
  stages: PipelineStage[]
  version: number
}
export interface StageIn { id?: Id | null, name: string, rate: number, required: string[] }
export interface EndIn { name: string, required: string[] }
export interface PipelinePatch {
  name?: string
  department_ids?: Id[]
  backward?: boolean
  reopening?: boolean
  stages?: StageIn[]
  won?: EndIn
  lost?: EndIn
  version: number
}
export interface RequirableField { key: string, name: Label }
export type Strength = 'high' | 'medium' | 'low'
export interface Competitor { id: Id, name: string, strength: Strength, note: string, version: number }
export interface CloseReason { id: Id, kind: 'won' | 'lost', name: string, position: number, version: number }

// ---- lines ----
export interface LineIn { product_id?: Id | null, name?: string, unit?: string, quantity: number, price_fen: number, discount?: number }
export interface Line { product_id: Id | null, name: string, unit: string, quantity: number, price_fen: number, discount: number, amount_fen: number }
export interface DealCompetitor { id: Id, name: string, strength: Strength, note: string }
/** What is filled in on the way into a stage that asks for it. */
export interface StepFill { amount_fen?: number, expected_on?: Day | null, note?: string, custom?: CustomValues }
export interface CloseIn { reason?: string, cause_id?: Id | null, fill?: StepFill, version: number }

export interface TeamMember { staff: Ref, level: 'read' | 'write', until: Instant | null }

// ---- calendar, forecast, analysis ----
export interface CalendarDay { day: Day, count: number, amount_fen: number, items: OpportunityRow[] }
/** `at`: `overdue`, a month's first day, or `undated`. */
export interface ForecastCell {
  at: string
  count: number
  amount_fen: number
  weighted_fen: number
  won_count: number
  won_fen: number
  page: string
  won_page: string | null
}
export interface Forecast { columns: string[], groups: { of: Ref | null, cells: ForecastCell[] }[], total: ForecastCell[] }
export interface Outcome { id: Id | null, name: string, won: number, lost: number, won_fen: number, lost_fen: number, page: string }
export interface WinLoss { reasons: Outcome[], competitors: Outcome[] }

// ---- price lists ----
export interface PriceListRow { id: Id, name: string, from_on: Day | null, to_on: Day | null, note: string, item_count: number, version: number }
export interface PriceItem { product_id: Id, name: string, unit: string, standard_fen: number, price_fen: number }
export interface PriceList extends PriceListRow { items: PriceItem[] }
export interface PriceListIn { name: string, from_on?: Day | null, to_on?: Day | null, note?: string, items?: { product_id: Id, price_fen: number }[] }

// ---- quotes ----
export type QuoteState = 'draft' | 'sent' | 'accepted' | 'rejected' | 'expired'
export interface QuoteRow {
  id: Id
  number: string
  revision: number
  title: string
  customer: Ref
  opportunity: Ref | null
  owner: Ref | null
  state: QuoteState
  replaced: boolean
  amount_fen: number
  valid_until: Day | null
  created_at: Instant
  updated_at: Instant
  version: number
}
export interface Quote extends QuoteRow {
  lines: Line[]
  lines_fen: number
  reduction_fen: number
  tax_rate: number
  tax_fen: number
  note: string
  files: Enclosure[]
  /** Opens the quote for the customer; empty for a draft and one that was replaced. */
  link: string
  sent_at: Instant | null
  answered_at: Instant | null
  can: string[]
  deleted_at: Instant | null
}
export interface QuoteIn {
  customer_id: Id
  opportunity_id?: Id | null
  owner_id?: Id | null
  title: string
  lines?: LineIn[]
  reduction_fen?: number
  tax_rate?: number
  valid_until?: Day | null
  note?: string
}
export type QuotePatch = Partial<Omit<QuoteIn, 'customer_id' | 'opportunity_id' | 'owner_id'>> & { version: number }

// ---- contracts ----
export type ContractState = 'draft' | 'active' | 'done' | 'void'
export type PaidState = 'unpaid' | 'part' | 'paid' | 'over'
export type InstalmentState = 'paid' | 'overdue' | 'part' | 'due'
export type PayMethod = 'transfer' | 'cash' | 'wechat' | 'alipay' | 'cheque' | 'other'
export interface ContractRow {
  id: Id
  number: string
  title: string
  customer: Ref
  opportunity: Ref | null
  owner: Ref | null
  state: ContractState
  amount_fen: number
  paid_fen: number
  paid_state: PaidState
  signed_on: Day | null
  starts_on: Day | null
  ends_on: Day | null
  created_at: Instant
  updated_at: Instant
  version: number
}
export interface Instalment { id: Id, name: string, due_on: Day, amount_fen: number, paid_fen: number, state: InstalmentState }
export interface InstalmentRow extends Instalment { contract: { id: Id, number: string, title: string }, customer: Ref, owner: Ref | null }
export interface InstalmentIn { id?: Id | null, name: string, due_on: Day, amount_fen: number }
export interface Payment {
  id: Id
  contract_id: Id
  instalment_id: Id | null
  amount_fen: number
  balance_fen: number
  received_on: Day
  method: PayMethod
  note: string
  reverses_id: Id | null
  reversed: boolean
  by: Ref | null
  created_at: Instant
}
export interface PaymentPage extends Page<Payment> { sum_fen: number | null }
export interface PaymentIn { amount_fen: number, received_on: Day, instalment_id?: Id | null, method?: PayMethod, note?: string, overpay?: boolean }
/** A private file of a quote or contract; its addresses end within the hour. */
export interface Enclosure { id: Id, kind: FileKind, name: string, mime: string, size: number, url: string, thumb_url: string | null }
export interface Contract extends ContractRow {
  note: string
  files: Enclosure[]
  instalments: Instalment[]
  payments: Payment[]
  can: string[]
  deleted_at: Instant | null
}
export interface ContractIn {
  customer_id: Id
  opportunity_id?: Id | null
  owner_id?: Id | null
  title: string
  amount_fen: number
  signed_on?: Day | null
  starts_on?: Day | null
  ends_on?: Day | null
  file_ids?: Id[]
  note?: string
  instalments?: InstalmentIn[]
}
export type ContractPatch = Partial<Omit<ContractIn, 'customer_id' | 'opportunity_id' | 'owner_id'>> & { version: number }

// ---- targets ----
export type Metric = 'won_amount' | 'received' | 'won_count'
export type TargetSubject = 'company' | 'department' | 'staff'
export interface TargetCell { month: Day, target: number | null, actual: number, page: string }
export interface TargetLine { subject: TargetSubject, id: Id | null, name: string, cells: TargetCell[] }
export interface Targets { metric: Metric, year: number, lines: TargetLine[] }
export interface TargetCellIn { subject: TargetSubject, id?: Id | null, month: Day, value: number | null }
/** One's own target, one's department's and the company's, as far as one sees them; `name` of a department. */
export interface TargetProgress { metric: Metric, subject: TargetSubject, name: string, target: number, actual: number, percent: number, page: string }

interface Version { version: number }
interface Listing { limit?: number, cursor?: string, sort?: string, q?: string, total?: boolean }
interface ById { path: { id: string } }
type Step<T> = ById & { body: Version, out: T }

export interface SalesEndpoints {
  'GET /pipelines': { out: Items<PipelineWhole> }
  'POST /pipelines': { body: { name: string, department_ids?: Id[] }, out: PipelineWhole }
  'PATCH /pipelines/{id}': ById & { body: PipelinePatch, out: PipelineWhole }
  'DELETE /pipelines/{id}': ById & { out: void }
  'POST /pipelines/{id}/retire-stage': ById & { body: { stage_id: Id, to_stage_id: Id, version: number }, out: PipelineWhole }
  'POST /pipelines/{id}/make-default': ById & { out: PipelineWhole }
  'GET /pipelines/fields': { out: Items<RequirableField> }
  'GET /competitors': { out: Items<Competitor> }
  'POST /competitors': { body: { name: string, strength?: Strength, note?: string }, out: Competitor }
  'PATCH /competitors/{id}': ById & { body: { name?: string, strength?: Strength, note?: string, version: number }, out: Competitor }
  'DELETE /competitors/{id}': ById & { out: void }
  'GET /close-reasons': { out: Items<CloseReason> }
  'POST /close-reasons': { body: { kind: 'won' | 'lost', name: string }, out: CloseReason }
  'PATCH /close-reasons/{id}': ById & { body: { name?: string, position?: number, version: number }, out: CloseReason }
  'DELETE /close-reasons/{id}': ById & { out: void }

  'POST /opportunities/{id}/assign': ById & { body: { owner_id: Id, version: number }, out: Opportunity }
  'PUT /opportunities/{id}/lines': ById & { body: { lines: LineIn[], sums: boolean, version: number }, out: Opportunity }
  'PUT /opportunities/{id}/competitors': ById & { body: { competitors: { competitor_id: Id, note?: string }[], version: number }, out: Opportunity }
  'GET /opportunities/{id}/team': ById & { out: Items<TeamMember> }
  'POST /opportunities/{id}/team': ById & { body: { staff_id: Id, level: 'read' | 'write', until?: Instant | null }, out: Items<TeamMember> }
  'DELETE /opportunities/{id}/team/{staff_id}': { path: { id: string, staff_id: string }, out: void }
  'GET /opportunities/calendar': { query: { first: Day, last: Day, owner?: string, pipeline?: string, q?: string, filter?: string }, out: { days: CalendarDay[] } }
  'GET /opportunities/forecast': { query: { first?: Day, months?: number, pipeline?: string, group?: string }, out: Forecast }
  'GET /opportunities/win-loss': { query: { closed_from: string, closed_to: string, pipeline?: string }, out: WinLoss }

  'GET /price-lists': { query: { on?: Day }, out: Items<PriceListRow> }
  'POST /price-lists': { body: PriceListIn, out: PriceList }
  'GET /price-lists/{id}': ById & { out: PriceList }
  'PATCH /price-lists/{id}': ById & { body: Partial<PriceListIn> & Version, out: PriceList }
  'DELETE /price-lists/{id}': ById & { out: void }

  'GET /quotes': { query: Listing & { state?: string, owner?: string, customer?: string, opportunity?: string }, out: Page<QuoteRow> }
  'POST /quotes': { body: QuoteIn, out: Quote }
  'GET /quotes/{id}': ById & { out: Quote }
  'PATCH /quotes/{id}': ById & { body: QuotePatch, out: Quote }
  'DELETE /quotes/{id}': ById & { out: void }
  'POST /quotes/{id}/restore': ById & { out: Quote }
  'POST /quotes/{id}/send': Step<Quote>
  'POST /quotes/{id}/accept': Step<Quote>
  'POST /quotes/{id}/reject': Step<Quote>
  'POST /quotes/{id}/revise': Step<Quote>
  'PUT /quotes/{id}/files': ById & { body: { file_ids: Id[], version: number }, out: Quote }
  'POST /quotes/{id}/copy': ById & { out: Quote }

  'GET /contracts': { query: Listing & { state?: string, owner?: string, customer?: string, opportunity?: string, ends_to?: Day }, out: Page<ContractRow> }
  'POST /contracts': { body: ContractIn, out: Contract }
  'GET /contracts/{id}': ById & { out: Contract }
  'PATCH /contracts/{id}': ById & { body: ContractPatch, out: Contract }
  'DELETE /contracts/{id}': ById & { out: void }
  'POST /contracts/{id}/restore': ById & { out: Contract }
  'PUT /contracts/{id}/files': ById & { body: { file_ids: Id[], version: number }, out: Contract }
  'POST /contracts/{id}/activate': Step<Contract>
  'POST /contracts/{id}/finish': Step<Contract>
  'POST /contracts/{id}/void': Step<Contract>
  'POST /contracts/{id}/payments': ById & { body: PaymentIn, out: Contract }
  'POST /contracts/{id}/payments/{payment_id}/reverse': { path: { id: string, payment_id: string }, body: { received_on: Day, note?: string }, out: Contract }
  'GET /instalments': { query: Listing & { state?: string, due_to?: Day, owner?: string, customer?: string }, out: Page<InstalmentRow> }
  'GET /payments': { query: Listing & { received_from?: Day, received_to?: Day, credit?: string, customer?: string, contract?: string }, out: PaymentPage }

  'GET /targets': { query: { metric?: Metric, year?: number }, out: Targets }
  'PUT /targets': { body: { metric: Metric, cells: TargetCellIn[] }, out: Targets }
  'GET /targets/progress': { out: { month: Day, items: TargetProgress[] } }
}
