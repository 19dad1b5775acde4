import type { Id, Instant, Items, Label } from './index'

/** Why WeChat said no, and what to do. */
export interface WxCause { treatment: string, cause: Label, fix: Label }
export interface WxProblem extends WxCause { errcode: number, at: Instant | null }

/** 微信账号: an official account (oa) or a mini program of the merchant. */
export interface WxAccountRow {
  id: Id
  kind: 'oa' | 'mini'
  type: 'personal' | 'subscription' | 'service' | 'mini'
  verified: boolean
  name: string
  appid: string
  original_id: string
  subject: string
  mode: string
  is_default: boolean
  enabled: boolean
  version: number
  verified_at: Instant | null
  last_push_at: Instant | null
  last_push: string
  last_call_at: Instant | null
  problem: WxProblem | null
  /** The key before still works. */
  rotating: boolean
}
/** Something the account may do; `missing`: verify, service, company. */
export interface WxAbility { key: string, label: Label, able: boolean, missing: string }
export interface WxAccount extends WxAccountRow { callback_url: string, abilities: WxAbility[] }
export interface WxAccountIn {
  kind: WxAccountRow['kind']
  type: WxAccountRow['type']
  verified?: boolean
  name: string
  appid: string
  secret: string
  original_id: string
  subject?: string
}
export interface WxAccountPatch extends Partial<Omit<WxAccountIn, 'kind' | 'appid'>> { mode?: 'safe' | 'compatible', version: number }
/** What is pasted into WeChat's console. */
export interface WxConsoleFields { callback_url: string, token: string, encoding_aes_key: string, mode: Label, format: string, domain: string }
export interface WxFinding { key: string, label: Label, state: 'good' | 'bad' | 'note', found: Label, fix: Label | null, errcode: number | null, rid: string }
export interface WxRefusal extends WxCause { path: string, errcode: number, rid: string, at: Instant, spent_until: Instant | null }
export interface WxPush { at: Instant, kind: string, event: string, state: string, deliveries: number, late: boolean, problem: string }
export interface WxHealth {
  token_until: Instant | null
  waiting: number
  failed: number
  used: { path: string, used: number }[]
  refusals: WxRefusal[]
  pushes: WxPush[]
}
export interface WxQuota { path: string, daily_limit: number, used: number, remain: number, per_second: string }
export interface WxRid { at: Instant | null, url: string, request: string, response: string }

interface One { id: string }
interface Seen { version: number }

export interface WechatAccountsEndpoints {
  'GET /wechat/accounts': { out: Items<WxAccountRow> }
  'POST /wechat/accounts': { body: WxAccountIn, out: WxAccount }
  'GET /wechat/accounts/{id}': { path: One, out: WxAccount }
  'PATCH /wechat/accounts/{id}': { path: One, body: WxAccountPatch, out: WxAccount }
  'DELETE /wechat/accounts/{id}': { path: One, out: void }
  'POST /wechat/accounts/{id}/console-fields': { path: One, out: WxConsoleFields }
  'POST /wechat/accounts/{id}/rotate': { path: One, body: Seen & { what: 'address' | 'token' | 'aes_key' }, out: WxAccount }
  'POST /wechat/accounts/{id}/retire': { path: One, body: Seen, out: WxAccount }
  'POST /wechat/accounts/{id}/default': { path: One, body: Seen, out: WxAccount }
  'POST /wechat/accounts/{id}/enable': { path: One, body: Seen, out: WxAccount }
  'POST /wechat/accounts/{id}/disable': { path: One, body: Seen, out: WxAccount }
  'POST /wechat/accounts/{id}/check': { path: One, out: Items<WxFinding> }
  'GET /wechat/accounts/{id}/health': { path: One, out: WxHealth }
  'POST /wechat/accounts/{id}/quota': { path: One, body: { path: string }, out: WxQuota }
  'POST /wechat/accounts/{id}/explain': { path: One, body: { rid: string }, out: WxRid }
}
