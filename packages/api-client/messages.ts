import type { Id, Instant, Items, Label, Page, Ref } from './index'

export type MessageState = 'queued' | 'delayed' | 'sending' | 'done' | 'failed' | 'unknown' | 'skipped'
export type MessageChannel = 'custom' | 'template' | 'subscribe'
export type MessagePurpose = 'reply' | 'service' | 'notice' | 'marketing'
export interface SpeakingAccount { id: Id, name: string, kind: 'oa' | 'mini' }

/** A message to a customer and what became of it; `why` says cause and fix. */
export interface PersonMessage {
  id: Id
  account: Ref | null
  customer: Ref | null
  channel: MessageChannel
  purpose: MessagePurpose
  kind: string
  summary: string
  state: MessageState
  result: '' | 'arrived' | 'blocked' | 'lost'
  reason: string
  why: Label | null
  code: number | null
  rid: string
  by: string
  resolved_by: string
  created_at: Instant
  release_at: Instant | null
  settled_at: Instant | null
  can_resolve: boolean
  can_again: boolean
}
/** What became of a message that was written just now. */
export interface MessageSaid { id: Id, state: MessageState, reason: string, why: Label | null }
export interface TemplateBlank { key: string, kind: string, label: string, hint: Label }
export interface MessageTemplate {
  id: Id
  account: SpeakingAccount
  kind: 'template' | 'subscribe'
  template_id: string
  title: string
  content: string
  example: string
  fields: TemplateBlank[]
  /** Our pages ask customers to subscribe to it. */
  offered: boolean
  synced_at: Instant
}
/** For texts and mails, for other apps and own web pages, for chats in WeChat. */
export type MiniLinkKind = 'link' | 'scheme' | 'short'
export type SubscribeApp = 'mini' | 'oa'
export type SubscribeAnswer = 'accept' | 'reject' | 'ban' | 'filter'
/** A kind of message the customer may subscribe to, and how many they have agreed to get. */
export interface SubscribeOffer { template_id: string, title: string, left: number }
export interface TemplateKeyword { kid: number, name: string, example: string, rule: string }
/** An account that knows a customer, and what it may send now. */
export interface CustomerWay {
  account: SpeakingAccount
  following: boolean
  left: number
  until: Instant | null
  opted_out: boolean
  templates: MessageTemplate[]
  consents: Record<string, number>
}
export interface MessageIn {
  account_id: Id
  channel: MessageChannel
  text?: string
  picture_id?: Id | null
  voice_id?: Id | null
  template_id?: string
  data?: Record<string, string>
  url?: string
}
export interface SendRules { quiet_from: string, quiet_to: string, most: number, days: number, version: number }
/** A message of ours is settled (live). */
export interface MessageSettled { id: Id, state: MessageState, reason: string }

export interface MassArticle { title: string, digest: string, body: string, url: string }
/** 群发: what is said. An article's cover is its picture. */
export interface MassContent { kind: 'text' | 'image' | 'news', text: string, picture_id?: Id | null, article?: MassArticle | null }
/** 群发: one message to many, and what WeChat counted. */
export interface MassMessage {
  id: Id
  account: SpeakingAccount
  kind: MassContent['kind']
  text: string
  picture_url: string
  tag: string
  people: number
  left_out: number
  sent: number
  failed: number
  state: 'sending' | 'taken' | 'done' | 'failed' | 'unknown'
  why: Label | null
  code: number | null
  by: string
  created_at: Instant
  settled_at: Instant | null
}
export interface MassAudience { people: number, left_out: number, quiet_until: Instant | null }

type MessageFilter = Partial<Record<'state' | 'group' | 'channel' | 'purpose' | 'account' | 'customer' | 'q' | 'cursor' | 'sort', string>> & { limit?: number, total?: boolean }

export interface MessagesEndpoints {
  'GET /messages': { query: MessageFilter, out: Page<PersonMessage> }
  'GET /messages/counts': { out: { waiting: number, unknown: number } }
  'GET /messages/{id}': { path: { id: string }, out: PersonMessage }
  'POST /messages/{id}/resolve': { path: { id: string }, body: { sent: boolean }, out: PersonMessage }
  'POST /messages/{id}/again': { path: { id: string }, out: MessageSaid }
  'GET /customers/{id}/wechat': { path: { id: string }, out: Items<CustomerWay> }
  'POST /customers/{id}/messages': { path: { id: string }, body: MessageIn, out: MessageSaid }
  'POST /customers/{id}/opt-out': { path: { id: string }, body: { account_id: Id, out: boolean }, out: void }
  'GET /message-rules': { out: SendRules }
  'PUT /message-rules': { body: SendRules, out: SendRules }
  'GET /message-templates': { query: { account?: string }, out: Items<MessageTemplate> }
  'POST /message-templates/sync': { body: { account_id: Id }, out: Items<MessageTemplate> }
  'GET /message-templates/keywords': { query: { account: string, number: string }, out: Items<TemplateKeyword> }
  'POST /message-templates': { body: { account_id: Id, kind: string, number: string, words: string[] }, out: Items<MessageTemplate> }
  'PATCH /message-templates/{id}': { path: { id: string }, body: { offered: boolean }, out: MessageTemplate }
  'GET /visitor/subscriptions': { query: { app: SubscribeApp }, out: Items<SubscribeOffer> }
  'POST /visitor/subscriptions': { body: { app: SubscribeApp, answers: Record<string, SubscribeAnswer> }, out: Items<SubscribeOffer> }
  'POST /me/mini-program': { body: { code: string }, out: void }
  'DELETE /message-templates/{id}': { path: { id: string }, out: void }
  'POST /codes/{id}/mini-link': { path: { id: string }, body: { kind: MiniLinkKind }, out: { url: string, until: Instant } }
  'GET /mass-sends': { query: { account?: string, cursor?: string, limit?: number, total?: boolean }, out: Page<MassMessage> }
  'POST /mass-sends': { body: { account_id: Id, tag_id?: Id | null } & MassContent, out: MassMessage }
  'POST /mass-sends/audience': { body: { account_id: Id, tag_id?: Id | null }, out: MassAudience }
  'POST /mass-sends/preview': { body: { account_id: Id, customer_id: Id } & MassContent, out: void }
  'GET /message-accounts': { out: Items<SpeakingAccount> }
}
