import type { BrandFace } from './brand'
import type { CustomValues } from './fields'
import type { Page, Ref, TimelineRow } from './index'
import type { TimelineQuery } from './work'

type Id = string
type Instant = string
interface ListQuery { cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean }

export type LeadState = 'new' | 'following' | 'converted' | 'invalid'
export type LeadSource = 'manual' | 'form' | 'import' | 'api' | 'scan' | 'chat' | 'card' | 'other'
export type LeadIntent = 'high' | 'medium' | 'low'
export type CompanySize = '' | '1-19' | '20-99' | '100-499' | '500+'

/** A hidden field is an empty text, a hidden moment null. */
export interface LeadRow {
  id: Id
  name: string
  company: string
  position: string
  phone_masked: string
  email_masked: string
  wechat: string
  region: string
  region_code: string
  industry: string
  size: CompanySize
  intent: LeadIntent | ''
  source: LeadSource | ''
  source_detail: string
  form: Ref | null
  owner: Ref | null
  department: Ref | null
  state: LeadState | ''
  reason: string
  last_followup_at: Instant | null
  next_followup_at: Instant | null
  customer: Ref | null
  opportunity: Ref | null
  converted_at: Instant | null
  custom: CustomValues
  created_at: Instant | null
  updated_at: Instant | null
  version: number
}

export interface Lead extends LeadRow {
  note: string
  owner_since: Instant | null
  created_by: Ref | null
  converted_by: Ref | null
  deleted_at: Instant | null
  /** Verbs this person has on this lead. */
  can: string[]
}

export interface LeadFields {
  company?: string
  position?: string
  phone?: string | null
  email?: string | null
  wechat?: string
  region?: string
  region_code?: string
  industry?: string
  size?: CompanySize
  intent?: LeadIntent
  note?: string
  custom?: CustomValues
}

export interface LeadIn extends LeadFields {
  name: string
  source?: LeadSource
  source_detail?: string
  owner_id?: Id
  by_rule?: boolean
}

export interface LeadPatch extends LeadFields {
  name?: string
  source?: LeadSource
  source_detail?: string
  version: number
}

export interface LeadsQuery extends ListQuery {
  state?: LeadState | 'open' | ''
  owner?: string
  source?: LeadSource | ''
  intent?: LeadIntent | ''
  size?: CompanySize
  industry?: string
  form?: string
  due?: 'new' | 'today' | 'overdue' | ''
  created_from?: Instant
  created_to?: Instant
  /** The filter language as JSON. */
  filter?: string
}

export interface LeadCounts { new: number, overdue: number, today: number, unassigned: number }

/** One line of the assignment log: who, by which rule or person, and why. */
export interface LeadDecision {
  id: Id
  at: Instant
  lead: Ref
  rule: Ref | null
  staff: Ref | null
  why: string
  by: Ref | null
}

export interface ConvertField {
  key: string
  label: { zh: string, en: string }
  value: string
  /** The customer's field it goes to; null: kept in words on the timeline. */
  target: string | null
  target_label: { zh: string, en: string } | null
  current: string | null
  same: boolean
}

export interface LookAlike { id: Id | null, name: string, reasons: string[], strength: number }

export interface ConvertPreview {
  kind: 'person' | 'company'
  name: string
  customer: Ref | null
  fields: ConvertField[]
  contact: { name: string, position: string, phone_masked: string, wechat: string } | null
  look_alikes: LookAlike[]
  opportunity_title: string
  notes: number
  plans: number
}

export interface ConvertIn {
  version: number
  customer_id?: Id
  kind?: 'person' | 'company'
  name?: string
  take?: string[]
  contact?: boolean
  opportunity?: { title: string, amount_fen?: number, rating?: 'high' | 'medium' | 'low', expected_on?: string | null, stage_id?: Id } | null
}

export type LeadRuleMode = 'round_robin' | 'least_load' | 'region' | 'fixed'

export interface LeadRule {
  id: Id
  name: string
  position: number
  active: boolean
  filter: Record<string, unknown>
  /** The conditions in words; empty when every lead fits. */
  sentence: string
  /** Why the conditions can not be read any more. */
  broken: string
  mode: LeadRuleMode
  people: Ref[]
  /** Who of the people is not at work and is passed over. */
  away: Id[]
  regions: { region: string, staff: Ref }[]
  turn: number
  version: number
}

export interface LeadRuleFields {
  active?: boolean
  filter?: Record<string, unknown>
  staff_ids?: Id[]
  regions?: { region: string, staff_id: Id }[]
}

export interface LeadRuleIn extends LeadRuleFields { name: string, mode: LeadRuleMode }
export interface LeadRulePatch extends LeadRuleFields { name?: string, mode?: LeadRuleMode, version: number }

export interface LeadFormRow {
  id: Id
  title: string
  slug: string
  url: string
  png_url: string
  active: boolean
  counts: { opens: number, sent: number, leads: number, converted: number }
  version: number
  created_at: Instant
}

export interface FormQuestion { key: string, required: boolean, hint: string }

export interface LeadForm extends LeadFormRow {
  intro: string
  button: string
  thanks: string
  questions: FormQuestion[]
  assign: 'rules' | 'owner' | 'none'
  owner: Ref | null
  intent: LeadIntent
  consent_text: string
  consent_version: number
  deleted_at: Instant | null
}

export interface LeadFormFields {
  intro?: string
  button?: string
  thanks?: string
  questions?: { key: string, required?: boolean, hint?: string }[]
  active?: boolean
  assign?: 'rules' | 'owner' | 'none'
  owner_id?: Id | null
  intent?: LeadIntent
  consent_text?: string
}

export interface LeadFormIn extends LeadFormFields { title: string }
export interface LeadFormPatch extends LeadFormFields { title?: string, version: number }
export interface FormField { key: string, label: { zh: string, en: string }, type: string, custom: boolean }
export interface FormDay { day: string, sent: number, leads: number }

export interface PublicQuestion {
  key: string
  label: { zh: string, en: string }
  type: string
  required: boolean
  hint: string
  max_length: number
  choices: { value: string, label: { zh: string, en: string } }[]
}

export interface PublicForm {
  id: Id
  /** The card that opening the form is told of; none where nobody has one. */
  code: string | null
  merchant: BrandFace
  title: string
  intro: string
  button: string
  questions: PublicQuestion[]
  consent: { version: number, text: string }
  token: string
}

export interface FormSentIn {
  token: string
  answers: Record<string, unknown>
  consent: boolean
  consent_version: number
  /** People do not see this field. */
  website?: string
}

interface OneLead { path: { id: Id }, out: Lead }

export interface LeadsEndpoints {
  'GET /leads': { query: LeadsQuery, out: Page<LeadRow> }
  'GET /leads/counts': { out: LeadCounts }
  'POST /leads': { body: LeadIn, out: Lead }
  'POST /leads/assign-waiting': { out: { given: number, waiting: number } }
  'GET /leads/{id}': OneLead
  'PATCH /leads/{id}': OneLead & { body: LeadPatch }
  'DELETE /leads/{id}': { path: { id: Id }, out: void }
  'POST /leads/{id}/restore': OneLead
  'POST /leads/{id}/assign': OneLead & { body: { owner_id: Id, version: number } }
  'POST /leads/{id}/discard': OneLead & { body: { reason: string, version: number } }
  'POST /leads/{id}/revive': OneLead & { body: { version: number } }
  'POST /leads/{id}/reveal-phone': { path: { id: Id }, out: { phone: string } }
  'GET /leads/{id}/decisions': { path: { id: Id }, out: { items: LeadDecision[] } }
  'GET /leads/{id}/timeline': { path: { id: Id }, query: TimelineQuery, out: Page<TimelineRow> }
  'POST /leads/{id}/convert/preview': { path: { id: Id }, body: { customer_id?: Id, kind?: 'person' | 'company' }, out: ConvertPreview }
  'POST /leads/{id}/convert': OneLead & { body: ConvertIn }
  'GET /lead-rules': { out: { items: LeadRule[] } }
  'POST /lead-rules': { body: LeadRuleIn, out: LeadRule }
  'POST /lead-rules/order': { body: { ids: Id[] }, out: { items: LeadRule[] } }
  'GET /lead-rules/log': { query: ListQuery, out: Page<LeadDecision> }
  'PATCH /lead-rules/{id}': { path: { id: Id }, body: LeadRulePatch, out: LeadRule }
  'DELETE /lead-rules/{id}': { path: { id: Id }, out: void }
  'POST /lead-rules/{id}/restore': { path: { id: Id }, out: LeadRule }
  'GET /lead-forms': { query: ListQuery, out: Page<LeadFormRow> }
  'GET /lead-forms/fields': { out: { items: FormField[] } }
  'POST /lead-forms': { body: LeadFormIn, out: LeadForm }
  'GET /lead-forms/{id}': { path: { id: Id }, out: LeadForm }
  'PATCH /lead-forms/{id}': { path: { id: Id }, body: LeadFormPatch, out: LeadForm }
  'DELETE /lead-forms/{id}': { path: { id: Id }, out: void }
  'POST /lead-forms/{id}/restore': { path: { id: Id }, out: LeadForm }
  'GET /lead-forms/{id}/days': { path: { id: Id }, out: { items: FormDay[] } }
  'GET /visitor/forms/{slug}': { path: { slug: string }, out: PublicForm }
  'POST /visitor/forms/{slug}': { path: { slug: string }, body: FormSentIn, out: { thanks: string } }
}
