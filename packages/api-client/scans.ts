import type { Day, Id, Instant, Label } from './index'

/** Whether this installation reads paper cards; `why_not` says what the administrator does. */
export interface CardReader { ready: boolean, why_not: Label | null, id_purpose: string | null }
export type CardField = 'name' | 'company' | 'position' | 'phone' | 'email' | 'wechat' | 'website' | 'address' | 'region_code' | 'sex' | 'birthday'
/** `id_card`: the front of an identity card, for the purpose on record only. */
export type ScanKind = 'card' | 'id_card'
export type IdBasis = 'consent' | 'contract' | 'law'
export interface IdPurposeIn { purpose: string, basis: IdBasis, agreed_by: string, agreed_on: Day }
export interface IdPurpose extends IdPurposeIn { id: Id, by_name: string, created_at: Instant }
/** `doubtful`: a person should look; `reason` says why this text is this field. */
export interface CardValue { field: CardField, value: string, confidence: number, doubtful: boolean, reason: Label }
/** Phone, e-mail and website may come several times; `rest` is what fitted nowhere. */
export interface CardScan {
  id: Id
  file_id: Id
  state: 'queued' | 'done' | 'failed'
  why: Label | null
  fields: CardValue[]
  rest: string[]
}

export interface ScansEndpoints {
  'GET /card-scans/reader': { out: CardReader }
  'POST /card-scans': { body: { file_id: Id, kind?: ScanKind }, out: CardScan }
  'GET /id-purpose': { out: { purpose: IdPurpose | null } }
  'PUT /id-purpose': { body: IdPurposeIn, out: { purpose: IdPurpose | null } }
  'DELETE /id-purpose': { out: void }
  'GET /card-scans/{id}': { path: { id: string }, out: CardScan }
  'DELETE /card-scans/{id}': { path: { id: string }, out: void }
}
