import type { Id, Instant, Items, Page, Ref } from './index'

/** 粉丝: WeChat gives no name; a remark or the customer says who it is. */
export interface Follower {
  id: Id
  account_id: Id
  openid_masked: string
  remark: string
  customer: Ref | null
  linked: boolean
  following: boolean
  blocked: boolean
  followed_at: Instant | null
  left_at: Instant | null
  last_message_at: Instant | null
  messages: number
  subscribe_scene: string
  first_scene: string
  tags: { number: number, name: string }[]
  version: number
}
export interface FollowersSummary { following: number, left: number, blocked: number, linked: number, synced_at: Instant | null, operation_id: Id | null }
export interface FollowerJob { operation_id: Id, title: string }
export interface FollowersActed { done: number, problem: string }

/** 微信标签: for menus and mass messages; follows one of our segments if it has one. */
export interface FanTag {
  id: Id
  account_id: Id
  number: number
  name: string
  count: number
  system: boolean
  segment: Ref | null
  filled_at: Instant | null
  version: number
}

export interface FollowersEndpoints {
  'GET /wechat/followers': {
    query: { account?: string, state?: string, tag?: string, scene?: string, linked?: boolean, q?: string, sort?: string, cursor?: string, limit?: number, total?: boolean }
    out: Page<Follower>
  }
  'GET /wechat/followers/summary': { query: { account?: string }, out: FollowersSummary }
  'POST /wechat/followers/sync': { body: { account_id: Id }, out: FollowerJob }
  'PATCH /wechat/followers/{id}': { path: { id: string }, body: { remark: string, version: number }, out: Follower }
  'POST /wechat/followers/{id}/link': { path: { id: string }, body: { customer_id: Id | null }, out: Follower }
  'POST /wechat/followers/tag': { body: { ids: Id[], tag_id: Id, on: boolean }, out: FollowersActed }
  'POST /wechat/followers/block': { body: { ids: Id[], on: boolean }, out: FollowersActed }
  'GET /wechat/fan-tags': { query: { account?: string }, out: Items<FanTag> }
  'POST /wechat/fan-tags/read': { body: { account_id: Id }, out: Items<FanTag> }
  'POST /wechat/fan-tags': { body: { account_id: Id, name: string }, out: FanTag }
  'PATCH /wechat/fan-tags/{id}': { path: { id: string }, body: { name?: string, segment_id?: Id | null, version: number }, out: FanTag }
  'DELETE /wechat/fan-tags/{id}': { path: { id: string }, out: void }
  'POST /wechat/fan-tags/{id}/fill': { path: { id: string }, out: FollowerJob }
}
