import type { BilingualText, Id, Instant, Page } from './index'

export interface HookCounts { waiting: number, done: number, failed: number }
/** `off` says why nothing is sent: empty when it is. Counts are of the last thirty days. */
export interface HookRow {
  id: Id
  name: string
  url: string
  kinds: string[]
  carries_sealed: boolean
  off: '' | 'person' | 'failing' | 'gone'
  failing_since: Instant | null
  last_ok_at: Instant | null
  old_secret_until: Instant | null
  counts: HookCounts
  created_at: Instant
  version: number
}
/** The secret is in this answer and never again. */
export interface HookMade extends HookRow { secret: string }
export interface HookKind { name: string, label: BilingualText, record: string, record_label: BilingualText }
export interface HookSetup { items: HookRow[], kinds: HookKind[], most: number, private: boolean }
export interface HookIn { name: string, url: string, kinds: string[], carries_sealed?: boolean }
export interface HookPatch extends Partial<HookIn> { on?: boolean, version: number }
export type HookDeliveryState = 'waiting' | 'done' | 'failed'
export interface HookDeliveryRow {
  id: Id
  kind: string
  record: string
  record_id: Id
  state: HookDeliveryState
  tries: number
  status: number | null
  trouble: string
  took_ms: number | null
  next_at: Instant | null
  created_at: Instant
  tried_at: Instant | null
  done_at: Instant | null
}
export interface HookDeliveryOut extends HookDeliveryRow { message_id: string, body: string, answer: string }

interface ById { path: { id: string } }
interface One { path: { id: string, delivery: string } }
export interface HooksEndpoints {
  'GET /hooks': { out: HookSetup }
  'POST /hooks': { body: HookIn, out: HookMade }
  'GET /hooks/{id}': ById & { out: HookRow }
  'PATCH /hooks/{id}': ById & { body: HookPatch, out: HookRow }
  'DELETE /hooks/{id}': ById & { out: void }
  'POST /hooks/{id}/renew-secret': ById & { body: { version: number }, out: HookMade }
  'POST /hooks/{id}/trial': ById & { out: HookDeliveryRow }
  'POST /hooks/{id}/replay': ById & { body: { since: Instant }, out: { count: number } }
  'GET /hooks/{id}/deliveries': ById & { query: { state?: string, kind?: string, since?: string, until?: string, q?: string, cursor?: string, sort?: string, limit?: number, total?: boolean }, out: Page<HookDeliveryRow> }
  'GET /hooks/{id}/deliveries/{delivery}': One & { out: HookDeliveryOut }
  'POST /hooks/{id}/deliveries/{delivery}/replay': One & { out: HookDeliveryRow }
}
