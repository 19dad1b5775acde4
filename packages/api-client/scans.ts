import type { Id, Label } from './index'

/** Whether this installation reads paper cards; `why_not` says what the administrator does. */
export interface CardReader { ready: boolean, why_not: Label | null }
export type CardField = 'name' | 'company' | 'position' | 'phone' | 'email' | 'wechat' | 'website' | 'address' | 'region_code'
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
  'POST /card-scans': { body: { file_id: Id }, out: CardScan }
  'GET /card-scans/{id}': { path: { id: string }, out: CardScan }
  'DELETE /card-scans/{id}': { path: { id: string }, out: void }
}
