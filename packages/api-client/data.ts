import type { Id, Instant, Items, Label, Page } from './index'

/** A field that a column of a sheet can be. */
export interface SheetColumn { key: string, label: Label, type: string, required: boolean }

export interface ImportPolicy {
  /** Field that known records are found by; empty: every row is new. */
  match: string
  found: 'skip' | 'update'
  missing: 'create' | 'skip'
  blanks: 'keep' | 'clear'
}

export type SheetCell = string | number | boolean | null
export type ImportOutcome = 'waiting' | 'create' | 'update' | 'skip' | 'reject' | 'created' | 'updated'

export interface ImportSummary {
  id: Id
  kind: string
  name: string
  by: string
  created_at: Instant
  /** Operation of the dry run. */
  check_id: Id | null
  /** Operation of the import. */
  run_id: Id | null
  version: number
}

/** 导入: a sheet, which column is which field, what would become of its rows. */
export interface ImportSheet extends ImportSummary {
  format: string
  encoding: string
  titles: string[]
  samples: SheetCell[][]
  mapping: (string | null)[]
  policy: ImportPolicy
  columns: SheetColumn[]
  matches: string[]
  checked: boolean
  outcomes: Record<string, number>
}

export interface ImportDifference { field: string, label: string, before: string | number, after: string | number }
export interface ImportRow {
  id: Id
  position: number
  cells: SheetCell[]
  outcome: ImportOutcome
  message: string
  differences: ImportDifference[]
  record_id: Id | null
}

export type ExportState = 'asked' | 'running' | 'ready' | 'refused' | 'gone'

/** 导出: a sheet somebody takes away. */
export interface ExportSheet {
  id: Id
  kind: string
  format: string
  count: number
  state: ExportState
  reason: string
  by: string
  mine: boolean
  answered_by: string
  size: number
  operation_id: Id | null
  created_at: Instant
  gone_at: Instant | null
  version: number
}

export interface ExportIn {
  format?: 'xlsx' | 'csv'
  columns: string[]
  filter?: object | null
  ids?: Id[] | null
  reason?: string
}

interface Asked { limit?: number, cursor?: string, total?: boolean }

export interface DataEndpoints {
  'GET /imports': { query: Asked, out: Page<ImportSummary> }
  'GET /imports/{id}': { path: { id: string }, out: ImportSheet }
  'PATCH /imports/{id}': { path: { id: string }, body: { mapping: (string | null)[], policy: Partial<ImportPolicy>, version: number }, out: ImportSheet }
  'POST /imports/{id}/check': { path: { id: string }, out: ImportSheet }
  'POST /imports/{id}/run': { path: { id: string }, out: ImportSheet }
  'GET /imports/{id}/rows': { path: { id: string }, query: Asked & { outcome?: string }, out: Page<ImportRow> }
  'GET /kinds/{kind}/exportable': { path: { kind: string }, out: Items<SheetColumn> }
  'POST /kinds/{kind}/export': { path: { kind: string }, body: ExportIn, out: ExportSheet }
  'GET /exports': { query: Asked, out: Page<ExportSheet> }
  'POST /exports/{id}/answer': { path: { id: string }, body: { agree: boolean }, out: ExportSheet }
}
