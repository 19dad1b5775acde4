import type { Id, Instant, Items, Page, Ref } from './index'

export type ReplyKind = 'welcome' | 'keyword' | 'menu' | 'default'
export type ReplyMatch = 'contains' | 'exact' | 'regex'
export type ReplyAnswerKind = 'text' | 'image' | 'voice' | 'video' | 'music' | 'news' | 'mini_program' | 'service'
export type ReplyWhat = 'text' | 'image' | 'voice' | 'video' | 'location' | 'link' | 'follow' | 'scan' | 'click' | 'enter'
/** Why a reply answers, or does not. */
export type ReplyWhy = 'chosen' | 'off' | 'account' | 'kind' | 'words' | 'key' | 'day' | 'time' | 'cooling' | 'later'

export interface ReplyWord { text: string, match: ReplyMatch }
export interface ReplyFile { id: Id, kind: string, url: string, name: string, seconds: number | null }
export interface ReplyArticle { title: string, description: string, url: string, file_id: Id | null, file: ReplyFile | null }

/** One message; every kind has its own fields, the others are empty. */
export interface ReplyAnswer {
  kind: ReplyAnswerKind
  text: string
  file_id: Id | null
  file: ReplyFile | null
  thumb_id: Id | null
  thumb: ReplyFile | null
  title: string
  description: string
  url: string
  hq_url: string
  articles: ReplyArticle[]
  appid: string
  pagepath: string
  account: string
}

export interface Reply {
  id: Id
  kind: ReplyKind
  name: string
  /** Null: every account. */
  account: Ref | null
  words: ReplyWord[]
  /** Menu keys, or scenes of codes with their names. */
  keys: { key: string, name: string }[]
  answers: ReplyAnswer[]
  pick: 'all' | 'random'
  /** 1 Monday … 7 Sunday; none: every day. */
  days: number[]
  from_time: string | null
  to_time: string | null
  /** Minutes until the same person hears it again. */
  cooldown: number
  enabled: boolean
  /** Why one of its files can not be sent. */
  problem: string
  position: number
  /** Answers in the last thirty days. */
  times: number
  last_day: string | null
  updated_at: Instant
  version: number
}

interface ReplyArticleIn { title: string, description?: string, url: string, file_id?: Id | null }
export type ReplyAnswerIn = Partial<Omit<ReplyAnswer, 'kind' | 'file' | 'thumb' | 'articles'>> & { kind: ReplyAnswerKind, articles?: ReplyArticleIn[] }
export interface ReplyFields {
  account_id?: Id | null
  words?: ReplyWord[]
  keys?: string[]
  answers?: ReplyAnswerIn[]
  pick?: 'all' | 'random'
  days?: number[]
  from_time?: string | null
  to_time?: string | null
  cooldown?: number
  enabled?: boolean
}

export interface ReplyTried {
  reserved: '' | 'stop' | 'start'
  chosen: Ref | null
  pick: 'all' | 'random'
  answers: ReplyAnswer[]
  reasons: { id: Id, name: string, kind: ReplyKind, reason: ReplyWhy }[]
}

/** 参数二维码 with what it brought. */
export interface SceneCode {
  id: Id
  scene: string
  name: string
  channel: string
  account: Ref
  staff: Ref | null
  permanent: boolean
  expires_at: Instant | null
  scans: number
  people: number
  followed: number
  customers: number
  /** The reply that greets whoever scans it. */
  welcome: Ref | null
  created_at: Instant
  version: number
}
export interface SceneCodeDetail extends SceneCode { url: string, picture: string, png: string }

/** A reply of WeChat's own console, silent since we are connected. */
export interface OldReply {
  place: number
  kind: 'welcome' | 'keyword' | 'default'
  name: string
  words: ReplyWord[]
  said: string[]
  /** Kinds of answers that can not be taken along. */
  left: string[]
  /** One of this kind and name is here already. */
  known: boolean
  possible: boolean
  enabled: boolean
}

export interface RepliesEndpoints {
  'GET /wechat/accounts/{id}/old-replies': { path: { id: string }, out: Items<OldReply> }
  'POST /wechat/accounts/{id}/old-replies': { path: { id: string }, body: { places: number[] }, out: { count: number } }
  'GET /replies': { query: { kind?: ReplyKind }, out: Items<Reply> }
  'POST /replies': { body: ReplyFields & { kind: ReplyKind, name: string }, out: Reply }
  'PUT /replies/order': { body: { ids: Id[] }, out: Items<Reply> }
  'POST /replies/try': { body: { kind?: ReplyWhat, text?: string, key?: string, account_id?: Id | null, at?: string | null }, out: ReplyTried }
  'PATCH /replies/{id}': { path: { id: string }, body: ReplyFields & { name?: string, version: number }, out: Reply }
  'DELETE /replies/{id}': { path: { id: string }, out: void }
  'POST /replies/{id}/restore': { path: { id: string }, out: Reply }
  'GET /wechat/codes': { query: { q?: string, account?: string, staff?: string, channel?: string, sort?: string, cursor?: string, limit?: number, total?: boolean }, out: Page<SceneCode> }
  'POST /wechat/codes': { body: { name: string, channel?: string, staff_id?: Id | null, account_id?: Id | null, days?: number | null }, out: SceneCodeDetail }
  'GET /wechat/codes/{id}': { path: { id: string }, out: SceneCodeDetail }
  'PATCH /wechat/codes/{id}': { path: { id: string }, body: { name?: string, channel?: string, staff_id?: Id | null, version: number }, out: SceneCodeDetail }
  'POST /wechat/codes/{id}/renew': { path: { id: string }, body: { days?: number, version: number }, out: SceneCodeDetail }
  'DELETE /wechat/codes/{id}': { path: { id: string }, out: void }
  'POST /wechat/codes/{id}/restore': { path: { id: string }, out: SceneCodeDetail }
}
