import type { Id, Items, Label } from './index'

export type FieldType
  = | 'text' | 'long_text' | 'number' | 'money' | 'date' | 'moment' | 'bool' | 'single' | 'multi'
    | 'phone' | 'email' | 'link' | 'region' | 'person' | 'department' | 'file' | 'record'
export type FieldWidth = 'half' | 'full'
/** A value on the wire: money in fen, a choice by its value, a person by id. */
export type FieldValue = string | number | boolean | string[] | null
/** Values of custom fields by slug. */
export type CustomValues = Record<string, FieldValue>

export interface RecordKind { name: string, label: Label, read: string, write: string }
export interface FieldChoice { value: string, label: Label, retired: boolean }
export interface FieldGroup { key: string, label: Label }
/** 字段: one built-in or custom field of a kind, as this person has it. */
export interface KindField {
  /** `level`; a custom one is `custom.<slug>`. */
  key: string
  id: Id | null
  label: Label
  type: FieldType
  group: string
  width: FieldWidth
  required: boolean
  hidden: boolean
  unique: boolean
  default: unknown
  hint: string
  max_length: number | null
  least: number | null
  most: number | null
  precision: number
  choices: FieldChoice[]
  custom: boolean
  active: boolean
  /** Always filled in, always on the form. */
  fixed: boolean
  editable: boolean
  sortable: boolean
  filterable: boolean
  importable: boolean
  right: 'none' | 'read' | 'write'
  mask: 'none' | 'list' | 'always'
  /** The customer types it belongs to; none: to all. */
  types: string[]
  version: number
}
/** 表单: headings and fields of a kind in order. */
export interface KindForm { kind: string, label: Label, groups: FieldGroup[], items: KindField[], version: number }

export interface FieldChoiceIn { value?: string, label: string }
export interface FieldShape {
  required?: boolean
  unique?: boolean
  default?: unknown
  hint?: string
  max_length?: number | null
  least?: number | null
  most?: number | null
  precision?: number
  choices?: FieldChoiceIn[]
  types?: string[]
}
export interface FieldIn extends FieldShape { label: string, type: FieldType, slug?: string }
export interface FieldPatch extends FieldShape { label?: string, type?: FieldType, version: number }
export interface FormItem { key: string, group: string, width: FieldWidth, required: boolean, hidden: boolean, label: string }
export interface FormIn { version: number, groups: { key: string, label: string }[], items: FormItem[] }

/** What stands behind an id in a field: a colleague, a department or a file. */
export interface FieldReference { type: 'person' | 'department' | 'file', id: Id, name: string, url: string | null }
/** 省市区: code, name, children. */
export type Region = [code: string, name: string, children?: Region[]]

export interface FieldsEndpoints {
  'GET /kinds': { out: Items<RecordKind> }
  'GET /kinds/references': { query: { person?: string, department?: string, file?: string }, out: Items<FieldReference> }
  'GET /kinds/{kind}/fields': { path: { kind: string }, out: KindForm }
  'GET /kinds/{kind}/fields/all': { path: { kind: string }, out: KindForm }
  'POST /kinds/{kind}/fields': { path: { kind: string }, body: FieldIn, out: KindField }
  'PATCH /kinds/{kind}/fields/{id}': { path: { kind: string, id: string }, body: FieldPatch, out: KindField }
  'DELETE /kinds/{kind}/fields/{id}': { path: { kind: string, id: string }, out: void }
  'POST /kinds/{kind}/fields/{id}/restore': { path: { kind: string, id: string }, out: KindField }
  'PUT /kinds/{kind}/form': { path: { kind: string }, body: FormIn, out: KindForm }
  'POST /kinds/{kind}/form/reset': { path: { kind: string }, body: { version: number }, out: KindForm }
  /** Each node is `[code, name, children?]`, see `Region`. */
  'GET /regions': { out: unknown[] }
}
