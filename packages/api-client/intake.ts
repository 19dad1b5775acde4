import type { BilingualText, Id, Instant, Items, Page, Ref } from './index'

/** Rows that were refused, as they came. */
export interface QuarantinedRow { id: Id, at: Instant, reason: string, words: string, event_id: string, raw: string, code: string, card: Ref }
export interface RefusedSum { reason: string, words: string, count: number }
export interface IntakeHour { at: Instant, events: number, visitors: number, anonymous: number, dwell_ms: number }
export interface SourceSum { source: string, name: BilingualText, events: number }
/** A day of events by the hour and by source; `refused` of thirty days. */
export interface IntakeState { day: string, hours: IntakeHour[], sources: SourceSum[], stored: number, refused: RefusedSum[], dictionary_version: number, kinds: number }
export interface Site { id: Id, host: string, code: string, code_id: Id, channel: string, card: Ref, pages: number, seen_at: Instant | null, snippet: string }
export interface Keeping { days: number, least: number, most: number, version: number }

export interface IntakeEndpoints {
  'GET /radar/intake': { query: { day?: string }, out: IntakeState }
  'GET /radar/quarantine': { query: { reason?: string, cursor?: string, sort?: string, q?: string, limit?: number, total?: boolean }, out: Page<QuarantinedRow> }
  'GET /radar/sites': { out: Items<Site> }
  'POST /radar/sites': { body: { host: string, code_id: Id }, out: Site }
  'DELETE /radar/sites/{id}': { path: { id: string }, out: void }
  'GET /radar/keeping': { out: Keeping }
  'PATCH /radar/keeping': { body: { days: number, version: number }, out: Keeping }
  'POST /visitor/site-link': { body: { code: string, url: string }, out: { url: string } }
}
