import type { Id, Label, Page } from './index'

/** Something that went wrong at WeChat Pay: its word, the cause, what to do. */
export interface PayProblem { code: string, cause: Label, fix: Label }
export interface PayCertificate { serial: string, ends_at: string, days: number }

/** The merchant number at WeChat Pay in use; keys go in and never come out. */
export interface Pay {
  id: Id
  name: string
  mchid: string
  appid: string
  serial: string
  certificate_until: string
  days: number
  public_key_id: string
  has_old_key: boolean
  certificates: PayCertificate[]
  notify_url: string
  checked_at: string | null
  last_notice_at: string | null
  last_probe_at: string | null
  problem: PayProblem | null
  problem_at: string | null
  version: number
}
export interface PayIn {
  name: string
  mchid: string
  appid: string
  certificate: string
  private_key: string
  api_key: string
  old_key?: string
  public_key_id?: string
  public_key?: string
}
export type PayPatch = Partial<PayIn> & { version: number }

/** One thing a check tried: order, query, close, closed. */
export interface PayStep { name: string, ok: boolean, said: string, request_id: string, problem: PayProblem | null }
export interface PayCheck { ok: boolean, steps: PayStep[], pay: Pay }
/** One fen to try with; `noticed`: WeChat Pay's notice of it has arrived. */
export interface PayTrial { number: string, picture: string | null, code_url: string | null, state: string, noticed: boolean }
export interface PayNotice {
  id: Id
  kind: 'transaction' | 'refund'
  event: string
  out_trade_no: string
  out_refund_no: string
  status: string
  amount_fen: number | null
  state: 'pending' | 'done' | 'failed'
  tries: number
  why: string
  received_at: string
}

export interface PayEndpoints {
  'GET /wechat/pay': { out: { pay: Pay | null } }
  'POST /wechat/pay': { body: PayIn, out: Pay }
  'PATCH /wechat/pay': { body: PayPatch, out: Pay }
  'DELETE /wechat/pay': { out: void }
  'POST /wechat/pay/check': { out: PayCheck }
  'POST /wechat/pay/trials': { out: PayTrial }
  'GET /wechat/pay/trials/{number}': { path: { number: string }, out: PayTrial }
  'POST /wechat/pay/trials/{number}/end': { path: { number: string }, out: PayTrial }
  'GET /wechat/pay/notices': { query: { limit?: number, cursor?: string }, out: Page<PayNotice> }
}
