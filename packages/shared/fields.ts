import type { LabelText } from './labels'
import { formatDay, formatWhen } from './dates'
import { formatMoney } from './money'
import { phoneProblem } from './phone'

/** What console and phone need to know of a field. */
export interface FieldLike {
  key: string
  type: string
  label: LabelText
  required: boolean
  max_length: number | null
  least: number | null
  most: number | null
  precision: number
  choices: { value: string, label: LabelText, retired: boolean }[]
}
export type FieldProblem
  = | 'missing' | 'long' | 'number' | 'whole' | 'decimals' | 'least' | 'most' | 'phone' | 'email' | 'link' | 'few' | 'many'
export interface FieldWords {
  locale: string
  now: Date
  /** The name behind an id of a person, department or file. */
  nameOf: (type: string, id: string) => string
  regionOf: (code: string) => string
}

const LONGEST: Record<string, number> = { text: 200, long_text: 5000, phone: 30, email: 100, link: 500 }
const EMAIL = /^[^\s@]+@[^\s@][^\s.@]*\.[^\s@]+$/
const LINK = /^https?:\/\/[^\s/]/i

export function isCustom(key: string): boolean {
  return key.startsWith('custom.')
}

/** Whether a record of this type has the field; one without types belongs to all. */
export function belongs(field: { types?: readonly string[] }, type: unknown): boolean {
  return !field.types?.length || field.types.includes(String(type ?? ''))
}

export function slugOf(key: string): string {
  return key.replace(/^custom\./, '')
}

export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)
}

/** What is wrong with a value before it travels, or null. The server has the last word. */
export function fieldProblem(field: FieldLike, value: unknown): FieldProblem | null {
  if (isEmptyValue(value))
    return field.required ? 'missing' : null
  switch (field.type) {
    case 'number': return numberProblem(field, value)
    case 'money': return typeof value === 'number' ? boundProblem(field, value) : 'number'
    case 'multi': return countProblem(field, (value as unknown[]).length)
    case 'phone': return textProblem(field, value) ?? (phoneProblem(String(value)) ? 'phone' : null)
    case 'email': return EMAIL.test(String(value).trim()) ? textProblem(field, value) : 'email'
    case 'link': return LINK.test(String(value).trim()) ? textProblem(field, value) : 'link'
    default: return textProblem(field, value)
  }
}

/** How long a text may be. */
export function longest(field: FieldLike): number | undefined {
  const most = LONGEST[field.type]
  return most === undefined ? undefined : Math.min(field.max_length ?? most, Math.max(most, field.max_length ?? 0))
}

function textProblem(field: FieldLike, value: unknown): FieldProblem | null {
  const most = longest(field)
  return most !== undefined && [...String(value).trim()].length > most ? 'long' : null
}

function numberProblem(field: FieldLike, value: unknown): FieldProblem | null {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return 'number'
  const scaled = value * 10 ** field.precision
  if (Math.abs(scaled - Math.round(scaled)) > 1e-6)
    return field.precision > 0 ? 'decimals' : 'whole'
  return boundProblem(field, value)
}

function boundProblem(field: FieldLike, value: number): FieldProblem | null {
  if (field.least !== null && value < field.least)
    return 'least'
  return field.most !== null && value > field.most ? 'most' : null
}

function countProblem(field: FieldLike, count: number): FieldProblem | null {
  if (field.least !== null && count < field.least)
    return 'few'
  return field.most !== null && count > field.most ? 'many' : null
}

/** A value as people read it; an empty one is an empty text. */
export function fieldText(field: FieldLike, value: unknown, words: FieldWords): string {
  if (isEmptyValue(value))
    return ''
  const zh = words.locale.startsWith('zh')
  switch (field.type) {
    case 'money': return formatMoney(Number(value))
    case 'number': return Number(value).toLocaleString('en-US', { maximumFractionDigits: 4 })
    case 'date': return formatDay(String(value), words.locale, words.now)
    case 'moment': return formatWhen(String(value), words.locale, words.now)
    case 'bool': return value ? (zh ? '是' : 'Yes') : (zh ? '否' : 'No')
    case 'single': return choiceText(field, String(value), zh)
    case 'multi': return (value as string[]).map(one => choiceText(field, one, zh)).join(zh ? '、' : ', ')
    case 'region': return words.regionOf(String(value))
    case 'person': case 'department': case 'file': return words.nameOf(field.type, String(value))
    default: return String(value)
  }
}

function choiceText(field: FieldLike, value: string, zh: boolean): string {
  const label = field.choices.find(one => one.value === value)?.label
  return label ? (zh ? label.zh : label.en) : value
}

/** Bounds and lengths as the words of a problem need them. */
export function problemValues(field: FieldLike): Record<string, string | number> {
  const said = (bound: number | null): string | number => bound === null ? '' : field.type === 'money' ? formatMoney(bound) : bound
  return { n: longest(field) ?? field.precision, places: field.precision, least: said(field.least), most: said(field.most) }
}

export interface RegionNode { code: string, name: string, children?: RegionNode[] }
/** Code, name and, where there are any, children of the same shape. */
type RegionTuple = readonly unknown[]
const UNSPOKEN = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])

/** The published tree as nodes for pickers. */
export function regionNodes(tree: readonly unknown[]): RegionNode[] {
  return tree.map((entry) => {
    const [code, name, children] = entry as [string, string, RegionTuple[]?]
    return children ? { code, name, children: regionNodes(children) } : { code, name }
  })
}

/** `广东省深圳市南山区`; a code that is on no list is shown as it is. */
export function regionText(nodes: readonly RegionNode[], code: string): string {
  const path = regionPath(nodes, code)
  return path.length === 0 ? code : path.map(node => node.name).filter(name => !UNSPOKEN.has(name)).join('')
}

/** The nodes from the province down to a code. */
export function regionPath(nodes: readonly RegionNode[], code: string): RegionNode[] {
  for (const node of nodes) {
    if (node.code === code)
      return [node]
    const below = node.children && code.startsWith(node.code.slice(0, 2)) ? regionPath(node.children, code) : []
    if (below.length > 0)
      return [node, ...below]
  }
  return []
}
