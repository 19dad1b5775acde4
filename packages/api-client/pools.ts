import type { CustomValues, Day, Id, Instant, Items, Label, Page, Ref } from './index'

export type PoolLevel = 'A' | 'B' | 'C' | ''
/** Days by level; the empty name is for customers without one. */
export type PoolDays = Record<string, number>
export type FallReason = 'followup' | 'opportunity' | 'deal' | 'contract'
export type PoolHideable = 'name' | 'company' | 'position' | 'phone_masked' | 'wechat_name' | 'region' | 'industry' | 'previous_owner'

/** Everything a pool can be told; null, 0 and a missing level mean that there is no such rule. */
export interface PoolRules {
  daily_claims: number | null
  daily_views: number | null
  person_holds: number | null
  department_holds: number | null
  won_count: boolean
  cool_down_days: number
  new_hours: number
  protect_days: number
  followup_days: PoolDays
  opportunity_days: PoolDays
  deal_days: PoolDays
  contract_days: PoolDays
  exempt_won: boolean
  exempt_open: boolean
  exempt_contract: boolean
  warn_days: number
  extension_days: number
  hidden: PoolHideable[]
}
export interface Pool {
  id: Id
  name: string
  is_default: boolean
  staff: Ref[]
  departments: Ref[]
  managers: Ref[]
  rules: PoolRules
  count: number
  version: number
}
export interface PoolIn { name: string, staff_ids?: Id[], department_ids?: Id[], manager_ids?: Id[], rules?: Partial<PoolRules> }
export type PoolPatch = Partial<PoolIn> & { version: number }
export interface PoolPreviewIn { pool_id?: Id | null, staff_ids?: Id[], department_ids?: Id[], rules: Partial<PoolRules> }
export interface PoolPreview { tonight: number, soon: number, people: number, why: Record<string, number> }

/** Why something is refused, as a ready sentence; `until` is when it works again. */
export interface PoolReason { code: string, message: string, until: Instant | null }
export interface PoolMine {
  id: Id
  name: string
  count: number
  manager: boolean
  taken: number
  limit: number | null
  /** How many customers' details I opened today, and how many I may. */
  seen: number
  views: number | null
  held: number
  holds: number | null
  cool_down_days: number
  new_hours: number
  hidden: string[]
  closed: PoolReason | null
}
export interface PoolCustomer {
  id: Id
  name: string
  kind: 'person' | 'company'
  company: string
  position: string
  phone_masked: string
  wechat_name: string
  level: PoolLevel
  source: string
  region: string
  industry: string
  score: number
  deal_state: 'none' | 'open' | 'won'
  visit_count: number
  last_visit_at: Instant | null
  last_followup_at: Instant | null
  created_at: Instant
  pool_since: Instant
  previous_owner: Ref | null
  waits: PoolReason | null
}
/** The details of one who waits; opening them counts against today's looks. */
export interface PoolCustomerDetail extends PoolCustomer {
  gender: 'male' | 'female' | ''
  lifecycle: string
  note: string
  custom: CustomValues
  past: OwnerInterval[]
  seen: number
  views: number | null
}
export interface PoolTaken { ids: Id[], refused: (PoolReason & { id: Id })[] }
export interface FallingCustomer {
  id: Id
  name: string
  level: PoolLevel
  owner: Ref | null
  falls_on: Day
  days_left: number
  why: FallReason
  last_followup_at: Instant | null
}
export interface CustomerStay {
  owner: Ref | null
  pool: Ref | null
  falls_on: Day | null
  days_left: number | null
  why: FallReason | null
  why_days: number | null
  extended_days: number
  extension_days: number
  /** Empty when an extension can be had. */
  extension_refused: string
  may_return: boolean
  return_refused: string
}
export interface OwnerInterval {
  id: Id
  owner: Ref
  since: Instant
  until: Instant | null
  how: string
  end_how: string
  reason: string
  by: Ref | null
}

// ---- hand-over ----
export type HandoverMethod = 'one' | 'round_robin' | 'even' | 'by'
export type HandoverBy = 'level' | 'region' | 'department'
export interface HandoverCount { kind: string, label: Label, count: number }
export interface HandoverFacet { value: string, name: string, count: number }
export interface HandoverScope {
  staff: Ref
  active: boolean
  counts: HandoverCount[]
  total: number
  level: HandoverFacet[]
  region: HandoverFacet[]
  department: HandoverFacet[]
}
export interface HandoverPlan {
  staff_id: Id
  method: HandoverMethod
  by?: HandoverBy | null
  receiver_ids: Id[]
  table?: Record<string, Id>
  kinds?: string[] | null
}
export interface HandoverPreview { receivers: { staff: Ref, has: number, counts: HandoverCount[] }[], total: number }
export interface HandoverStarted { operation_id: Id, total: number }

interface PageQuery { limit?: number, cursor?: string, sort?: string, total?: boolean }

export interface PoolsEndpoints {
  'GET /pools': { out: Items<Pool> }
  'POST /pools': { body: PoolIn, out: Pool }
  'GET /pools/mine': { out: Items<PoolMine> }
  'GET /pools/falling': { query: PageQuery & { owner?: 'me' | 'all' }, out: Page<FallingCustomer> }
  'POST /pools/preview': { body: PoolPreviewIn, out: PoolPreview }
  'GET /pools/{id}': { path: { id: Id }, out: Pool }
  'PATCH /pools/{id}': { path: { id: Id }, body: PoolPatch, out: Pool }
  'DELETE /pools/{id}': { path: { id: Id }, out: void }
  'GET /pools/{id}/customers': { path: { id: Id }, query: PageQuery & { q?: string, level?: string }, out: Page<PoolCustomer> }
  'POST /pools/{id}/customers/{customer}/open': { path: { id: Id, customer: Id }, out: PoolCustomerDetail }
  'POST /pools/{id}/claim': { path: { id: Id }, body: { customer_ids: Id[] }, out: PoolTaken }
  'POST /pools/{id}/assign': { path: { id: Id }, body: { customer_ids: Id[], staff_id: Id }, out: PoolTaken }
  'POST /pools/{id}/move': { path: { id: Id }, body: { customer_ids: Id[], pool_id: Id }, out: { ids: Id[] } }
  'GET /customers/{id}/stay': { path: { id: Id }, out: CustomerStay }
  'POST /customers/{id}/return': { path: { id: Id }, body: { reason: string, pool_id?: Id }, out: void }
  'POST /customers/{id}/extend': { path: { id: Id }, out: CustomerStay }
  'GET /customers/{id}/owners': { path: { id: Id }, out: Items<OwnerInterval> }
  'GET /handovers/{id}/scope': { path: { id: Id }, out: HandoverScope }
  'POST /handovers/preview': { body: HandoverPlan, out: HandoverPreview }
  'POST /handovers': { body: HandoverPlan & { disable?: boolean }, out: HandoverStarted }
}
