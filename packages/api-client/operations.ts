import type { Id, Instant, Label, Page } from './index'

export type OperationState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'undoing' | 'undone'

/** 任务: work on many records in the background. */
export interface Operation {
  id: Id
  kind: string
  title: string
  /** The title in both languages. */
  label: Label
  state: OperationState
  total: number
  done: number
  failed: number
  skipped: number
  /** Rows an undo left as people changed them since. */
  kept: number
  problem: string
  can_cancel: boolean
  can_undo: boolean
  created_at: Instant
  finished_at: Instant | null
  undo_until: Instant | null
  by: string
  result: Record<string, unknown>
}

export interface OperationItem {
  id: Id
  position: number
  record_id: Id | null
  state: 'waiting' | 'done' | 'failed' | 'skipped'
  message: string
}

interface Asked { limit?: number, cursor?: string, total?: boolean, state?: string }

export interface OperationsEndpoints {
  'GET /operations': { query: Asked & { kind?: string }, out: Page<Operation> }
  'GET /operations/{id}': { path: { id: string }, out: Operation }
  'GET /operations/{id}/items': { path: { id: string }, query: Asked, out: Page<OperationItem> }
  'POST /operations/{id}/cancel': { path: { id: string }, out: Operation }
  'POST /operations/{id}/undo': { path: { id: string }, out: Operation }
}
