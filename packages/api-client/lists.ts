import type { Id, Instant, Ref } from './index'

export type KindName = 'customer' | 'lead' | 'opportunity' | 'product'

/** 筛选条件: groups and conditions, the same for lists, views, segments, bulk work and rules. */
export type Filter = Record<string, never> | FilterCondition | { all: Filter[] } | { any: Filter[] } | { not: Filter }
export interface FilterCondition { field: string, op: string, value?: FilterValue }
export type FilterValue = string | number | boolean | null | (string | number)[] | FilterWindow | FilterLooks
/** What somebody looked at: which things, how lately, how often and how long in all. */
export interface FilterLooks { ids: Id[], days: number, views: number, seconds: number }
export type FilterUnit = 'day' | 'week' | 'month' | 'quarter' | 'year'
export type FilterWindow
  = | { last: number, unit: FilterUnit }
    | { next: number, unit: FilterUnit }
    | { this: FilterUnit }
    | { previous: FilterUnit }
    | { following: FilterUnit }

export interface BilingualText { zh: string, en: string }
export interface FilterChoice { value: string, label: BilingualText, retired: boolean }
export interface FilterField {
  key: string
  label: BilingualText
  type: string
  group: string
  operators: string[]
  choices: FilterChoice[]
  sortable: boolean
  editable: boolean
}
/** A comparison; `value` says what stands beside it. */
export interface FilterOperator { name: string, label: BilingualText, value: 'none' | 'one' | 'many' | 'pair' | 'days' | 'window' | 'looks' }
export interface FilterLanguage { fields: FilterField[], operators: FilterOperator[] }
export interface FilterIn { filter: Filter, q?: string }
export interface FilterCount { count: number, more: boolean }
export interface FilterSaid { whole: BilingualText, parts: BilingualText[] }

export type Density = 'normal' | 'compact'
export type Shared = 'nobody' | 'departments' | 'everyone'
export interface ViewColumn { name: string, width?: number | null }
export interface ViewFields {
  filter?: Filter
  sort?: string
  columns?: ViewColumn[]
  density?: Density
  shared?: Shared
  departments?: Id[]
}
export interface ViewIn extends ViewFields { name: string }
export interface ViewPatch extends ViewFields { name?: string, version: number }
/** 视图: a named way to look at a list. */
export interface View {
  id: Id
  kind: string
  name: string
  filter: Filter
  sort: string
  columns: ViewColumn[]
  density: Density
  shared: Shared
  departments: Ref[]
  owner: Ref | null
  mine: boolean
  version: number
  updated_at: Instant
}
export interface Views { items: View[], opens: Id | null }

export type BulkAction = 'edit' | 'assign' | 'delete' | 'restore'
export interface BulkIn {
  action: BulkAction
  ids?: Id[]
  all?: boolean
  filter?: Filter
  q?: string
  changes?: Record<string, unknown>
  owner_id?: Id
  /** A customer's open opportunities go to the same colleague. */
  with_business?: boolean
}
export interface BulkOut { operation_id: Id, title: string, total: number }

interface OfKind { kind: string }
interface OfView { id: string }

export interface ListsEndpoints {
  'GET /kinds/{kind}/filter-fields': { path: OfKind, out: FilterLanguage }
  'POST /kinds/{kind}/describe': { path: OfKind, body: FilterIn, out: FilterSaid }
  'POST /kinds/{kind}/count': { path: OfKind, body: FilterIn, out: FilterCount }
  'POST /kinds/{kind}/bulk': { path: OfKind, body: BulkIn, out: BulkOut }
  'GET /kinds/{kind}/views': { path: OfKind, out: Views }
  'POST /kinds/{kind}/views': { path: OfKind, body: ViewIn, out: View }
  'PUT /kinds/{kind}/views': { path: OfKind, body: { views: Id[], opens?: Id | null }, out: void }
  'PATCH /views/{id}': { path: OfView, body: ViewPatch, out: View }
  'DELETE /views/{id}': { path: OfView, out: void }
  'POST /views/{id}/restore': { path: OfView, out: View }
}
