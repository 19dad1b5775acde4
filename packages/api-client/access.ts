import type { FieldRule, Id, Instant, Label, Page, Ref, Scope } from './index'

export type ShareKind = 'customer' | 'lead' | 'opportunity'
export type ShareLevel = 'read' | 'write'
/** 临时授权: one colleague may see or change one record until a moment. */
export interface ShareRow {
  id: Id
  kind: ShareKind
  record: Ref
  staff: Ref
  level: ShareLevel
  until: Instant | null
  reason: string
  by: Ref | null
  created_at: Instant
}
export interface ShareIn { kind: ShareKind, record_id: Id, staff_id: Id, level: ShareLevel, until: Instant, reason?: string }

export type WhyReason = 'all' | 'owner' | 'subordinate' | 'department' | 'tree' | 'listed' | 'shared' | 'no_permission' | 'out_of_scope' | 'unknown'
/** One permission on the record; `allowed` is null when the record is not ours to know. */
export interface Verdict { permission: string, label: Label, scope: Scope | null, allowed: boolean | null, reason: WhyReason, text: Label }
export interface Why {
  kind: ShareKind
  label: Label
  known: boolean
  name: string | null
  staff: Ref
  role: Ref
  department: Ref | null
  owner: Ref | null
  record_department: Ref | null
  share: { level: ShareLevel, until: Instant | null, by: Ref | null } | null
  verdicts: Verdict[]
  fields: (FieldRule & { field: string })[]
  ask: Ref[]
}

/** What the last walk along the audit log's chain found. */
export interface AuditChain {
  state: 'never' | 'ok' | 'broken'
  seq: number
  checked_at: Instant | null
  waiting: number
  broken_seq: number | null
  reason: '' | 'missing' | 'link' | 'content' | 'cut' | 'place'
}

export interface AccessEndpoints {
  'GET /access/shares': { query: { kind?: ShareKind, record_id?: Id, cursor?: string, limit?: number, total?: boolean }, out: Page<ShareRow> }
  'POST /access/shares': { body: ShareIn, out: ShareRow }
  'POST /access/shares/{id}/revoke': { path: { id: string }, out: void }
  'GET /access/why': { query: { kind: ShareKind, id: Id, staff?: Id }, out: Why }
  'GET /audit/verify': { out: AuditChain }
  'POST /audit/verify': { out: AuditChain }
}
