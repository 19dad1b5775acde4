import type { Filter, FilterCondition, FilterField, FilterWindow } from '@api'
import { parseMoney } from '@shared'

/** What somebody chose for one field of the sheet: values, a stretch of time, typed words, or what was looked at. */
export interface Answer { values?: string[], span?: Span, text?: string, looks?: Looks }
/** Things somebody looked at, with their names, and how lately and how often. */
export interface Looks { things: { id: string, name: string }[], days: string, views: string }
export type Answers = Record<string, Answer>
export type Span = 'today' | 'last7' | 'last30' | 'over30' | 'next7' | 'never'
export type Shape = 'choices' | 'people' | 'region' | 'span' | 'least' | 'words' | 'looks'

/** Which fields come first, by kind of record; the others stand behind “more”. */
export const COMMON: Record<string, string[]> = {
  customer: ['tags', 'level', 'lifecycle', 'deal_state', 'source', 'owner', 'region_code', 'last_followup_at', 'next_followup_at', 'last_visit_at', 'score', 'looked_products', 'looked_categories', 'recent_deeds', 'order_count', 'order_total_fen', 'last_order_at', 'created_at'],
  lead: ['tags', 'state', 'intent', 'source', 'size', 'owner', 'region_code', 'last_followup_at', 'next_followup_at', 'created_at'],
}
const WINDOWS: Partial<Record<Span, FilterWindow>> = {
  today: { this: 'day' },
  last7: { last: 7, unit: 'day' },
  last30: { last: 30, unit: 'day' },
  next7: { next: 7, unit: 'day' },
}
const LONG_DAYS = 30
/** How lately and how often something was looked at, as a phone offers it. */
export const LOOKED_DAYS = ['7', '30', '90'] as const
export const LOOKED_VIEWS = ['1', '2', '3', '5'] as const
/** The same beginning as on the computer. */
export const FIRST_LOOKS: Looks = { things: [], days: '30', views: '2' }

/** How a field is asked for on a phone; null for one that is not. */
export function shapeOf(field: FilterField): Shape | null {
  if (!field.operators.length)
    return null
  switch (field.type) {
    case 'single': case 'multi': case 'bool': return field.choices.length > 0 || field.type === 'bool' ? 'choices' : null
    case 'person': return 'people'
    case 'region': return 'region'
    case 'date': case 'moment': return 'span'
    case 'number': case 'money': return 'least'
    case 'text': case 'long_text': case 'link': return 'words'
    case 'looks': return 'looks'
    default: return null
  }
}

/** The stretches of time that make sense for a field. */
export function spansOf(key: string): Span[] {
  if (key.startsWith('next_'))
    return ['today', 'next7', 'never']
  return key.startsWith('last_') ? ['today', 'last7', 'last30', 'over30', 'never'] : ['today', 'last7', 'last30', 'over30']
}

/** One field's answer as a condition; null when nothing was chosen. */
export function conditionOf(field: FilterField, answer: Answer | undefined): FilterCondition | null {
  const shape = shapeOf(field)
  const at = field.key
  if (!answer || !shape)
    return null
  if (shape === 'span')
    return answer.span ? spanCondition(at, answer.span) : null
  if (shape === 'least')
    return leastCondition(field, answer.text ?? '')
  if (shape === 'words')
    return answer.text?.trim() ? { field: at, op: 'has', value: answer.text.trim() } : null
  if (shape === 'looks')
    return answer.looks ? looksCondition(at, answer.looks) : null
  const values = answer.values ?? []
  if (!values.length)
    return null
  return field.type === 'bool' ? { field: at, op: 'is', value: values[0] === 'true' } : { field: at, op: 'in', value: values }
}

function spanCondition(field: string, span: Span): FilterCondition {
  const value = WINDOWS[span]
  if (value)
    return { field, op: 'within', value }
  return span === 'never' ? { field, op: 'empty' } : { field, op: 'before_days', value: LONG_DAYS }
}

function leastCondition(field: FilterField, text: string): FilterCondition | null {
  const value = field.type === 'money' ? parseMoney(text) : Number(text)
  return text.trim() && value !== null && !Number.isNaN(value) ? { field: field.key, op: 'ge', value } : null
}

/** Looks of any length count: how long somebody stayed is asked on the computer. */
function looksCondition(field: string, { things, days, views }: Looks): FilterCondition | null {
  return things.length ? { field, op: 'looked', value: { ids: things.map(one => one.id), days: Number(days), views: Number(views), seconds: 0 } } : null
}

/** Every answer has to hold. */
export function filterOf(fields: readonly FilterField[], answers: Answers): Filter {
  return both(...fields.map(field => conditionOf(field, answers[field.key])))
}

/** Filters that must all hold; those that narrow nothing are left out. */
export function both(...filters: (Filter | null | undefined)[]): Filter {
  const parts = filters.filter((one): one is Filter => !!one && Object.keys(one).length > 0)
  return parts.length > 1 ? { all: parts } : parts[0] ?? {}
}

export const isEmptyFilter = (filter: Filter): boolean => Object.keys(filter).length === 0

/** On how many fields something was chosen. */
export function countAnswers(fields: readonly FilterField[], answers: Answers): number {
  return fields.filter(field => conditionOf(field, answers[field.key]) !== null).length
}
