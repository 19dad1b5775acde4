import type { Day, Id, Instant, Interaction, Label, Page, Ref, TimelineKind, TimelineRow } from './index'

/** How colleague and customer met. */
export type Way = 'note' | 'call' | 'message' | 'email' | 'meeting' | 'visit'
export type Direction = '' | 'in' | 'out'
export type FollowupResult = '' | 'reached' | 'missed' | 'agreed' | 'refused'
export type FileKind = 'picture' | 'voice' | 'video' | 'document'

/** A private file; both addresses end within the hour, reading the line again gives fresh ones. */
export interface Attachment {
  id: Id
  kind: FileKind
  name: string
  mime: string
  size: number
  width: number | null
  height: number | null
  seconds: number | null
  words: string
  url: string
  thumb_url: string | null
}
export interface Place { lat: number, lng: number, name: string }

/** Exactly one of `customer_id` and `lead_id`. */
export interface FollowupIn {
  customer_id?: Id
  lead_id?: Id
  text?: string
  way?: Way
  direction?: Direction
  result?: FollowupResult
  minutes?: number | null
  next_at?: Instant
  opportunity_id?: Id
  file_ids?: Id[]
  mention_ids?: Id[]
  place?: Place
}
export interface InteractionPatch { text?: string, way?: Way, direction?: Direction, result?: FollowupResult, minutes?: number | null, version: number }
export interface FollowupComment { id: Id, at: Instant, staff: Ref, text: string, mentions: Ref[], removable: boolean }
export interface CommentIn { text: string, mention_ids?: Id[] }
export interface TimelineQuery {
  kind?: TimelineKind | ''
  way?: Way | ''
  staff?: string
  from?: string
  to?: string
  q?: string
  cursor?: string
  limit?: number
  total?: boolean
}

export interface TodoPart { key: string, label: Label, count: number, list_page: string }
export interface TodoList { day: Day, parts: TodoPart[] }
/** `at` is a moment or a day. */
export interface TodoRow { kind: string, id: Id, name: string, note: string, at: string | null, said: Record<string, unknown> | null }

export interface ReminderRules { plan_minutes: number, opportunity_days: number, escalate_hours: number, silent_days: number, version: number }
export interface CalendarFeed { url: string | null, created_at: Instant | null, read_at: Instant | null }

export interface NotifyMail { address: string | null, confirmed: boolean }
/** One's own WeChat: `problem` says why the last notice did not arrive. */
export interface NotifyWeChat { bound: boolean, bound_at: Instant | null, last_sent_at: Instant | null, problem: Label | null, problem_at: Instant | null }
/** `picture` is the code of `link` as a data address. */
export interface WeChatBinding { link: string, picture: string, minutes: number }
export interface WeChatBindingOpened { name: string, merchant: string, authorize_url: string }
export interface NotifyChannel { channel: string, name: Label, ready: boolean, why_not: Label | null }
export interface NotifyKind { kind: string, name: Label, channels: Record<string, boolean> }
export interface NotifyChannels { mail: NotifyMail, wechat: NotifyWeChat, channels: NotifyChannel[], kinds: NotifyKind[] }

export interface WorkEndpoints {
  'GET /customers/{id}/timeline': { path: { id: string }, query: TimelineQuery, out: Page<TimelineRow> }
  'POST /interactions': { body: FollowupIn, out: Interaction }
  'PATCH /interactions/{id}': { path: { id: string }, body: InteractionPatch, out: Interaction }
  'GET /interactions/{id}/comments': { path: { id: string }, out: { items: FollowupComment[] } }
  'POST /interactions/{id}/comments': { path: { id: string }, body: CommentIn, out: FollowupComment }
  'DELETE /comments/{id}': { path: { id: string }, out: void }
  'POST /attachments': { body: FormData, out: Attachment }
  'GET /todo': { out: TodoList }
  'GET /todo/{key}': { path: { key: string }, query: { cursor?: string, limit?: number, total?: boolean }, out: Page<TodoRow> }
  'GET /reminder-settings': { out: ReminderRules }
  'PUT /reminder-settings': { body: ReminderRules, out: ReminderRules }
  'POST /me/wechat/bind': { out: WeChatBinding }
  'POST /me/wechat/try': { out: NotifyWeChat }
  'DELETE /me/wechat': { out: void }
  'POST /wechat-bindings': { body: { ticket: string }, out: WeChatBindingOpened }
  'GET /me/calendar': { out: CalendarFeed }
  'POST /me/calendar': { out: CalendarFeed }
  'DELETE /me/calendar': { out: void }
  'GET /me/notify-channels': { out: NotifyChannels }
  'PUT /me/notify-channels': { body: { wanted: Record<string, Record<string, boolean>> }, out: NotifyChannels }
  'POST /me/mail': { body: { email: string }, out: NotifyMail }
  'POST /me/mail/confirm': { body: { code: string }, out: NotifyMail }
  'DELETE /me/mail': { out: void }
}
