import type { Id, Instant, Items, Label, Page, Ref } from './index'

export type ReviewState = 'waiting' | 'passed' | 'refused'

/** What the editor of a card or product is told about the check before strangers see it. */
export interface ReviewFace {
  id: Id
  state: ReviewState
  why: Label
  created_at: Instant
  decided_at: Instant | null
}

/** A card, product, Moment or shop front that waits to be looked at, or was. */
export interface ReviewRow extends ReviewFace {
  kind: 'card' | 'product' | 'shop' | 'moment'
  record: Ref
  text: string
  labels: Label[]
  words: string[]
  by: string
}

export interface ReviewEndpoints {
  'GET /content-reviews': { query: { state?: string, q?: string, cursor?: string, limit?: number, total?: boolean }, out: Page<ReviewRow> }
  'POST /content-reviews/{id}/pass': { path: { id: string }, out: ReviewRow }
  'POST /content-reviews/{id}/refuse': { path: { id: string }, out: ReviewRow }
  'GET /cards/{id}/review': { path: { id: string }, out: Items<ReviewFace> }
  'GET /products/{id}/review': { path: { id: string }, out: Items<ReviewFace> }
}
