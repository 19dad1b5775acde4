import type { Id, Instant, Items, Label, Page } from './index'

/** Kinds of buttons, in WeChat's own words. */
export type MenuButtonType = '' | 'click' | 'view' | 'miniprogram' | 'scancode_push' | 'scancode_waitmsg' | 'pic_sysphoto'
  | 'pic_photo_or_album' | 'pic_weixin' | 'location_select' | 'media_id' | 'view_limited' | 'article_id' | 'article_view_limited'

export interface MenuButton {
  name: string
  type: string
  key: string
  url: string
  appid: string
  pagepath: string
  media_id: string
  article_id: string
}
/** A button of the first level: does something, or opens the list `sub`. */
export interface MenuRow extends MenuButton { sub: MenuButton[] }
export interface MenuVariant { name: string, tag_id: number | null, client: number | null, buttons: MenuRow[] }
export interface MenuContent { buttons: MenuRow[], variants: MenuVariant[] }
export interface MenuProblem { path: string, code: string, used: number, most: number }
export interface MenuAccount { id: Id, name: string, type: string, verified: boolean, enabled: boolean, published_at: Instant | null }
export interface MenuDraft {
  account_id: Id
  content: MenuContent
  problems: MenuProblem[]
  version: number
  updated_at: Instant
  published_at: Instant | null
  changed: boolean
}
export interface MenuDifference { where: string[], what: string, field: string, before: string, after: string }
export interface MenuComparison { source: string, shown: boolean, live: MenuContent, differences: MenuDifference[], foreign: MenuDifference[] }
export interface MenuPublication {
  id: Id
  action: string
  state: string
  step: string
  problem: { errcode: number, rid: string, cause: Label, fix: Label } | null
  by_name: string
  at: Instant
  buttons: number
  variants: number
}
export interface MenuPublicationDetail extends MenuPublication { content: MenuContent }
export interface MenuSeen { content: MenuContent, variant: string }

interface AtMenu { path: { id: string } }
interface AtEntry { path: { id: string, entry: string } }

export interface MenusEndpoints {
  'GET /wechat/menus': { out: Items<MenuAccount> }
  'GET /wechat/menus/{id}': AtMenu & { out: MenuDraft }
  'PATCH /wechat/menus/{id}': AtMenu & { body: { content: MenuContent, version: number }, out: MenuDraft }
  'POST /wechat/menus/{id}/publish': AtMenu & { body: { version: number }, out: MenuPublication }
  'POST /wechat/menus/{id}/withdraw': AtMenu & { out: MenuPublication }
  'POST /wechat/menus/{id}/compare': AtMenu & { out: MenuComparison }
  'POST /wechat/menus/{id}/adopt': AtMenu & { body: { version: number }, out: MenuDraft }
  'GET /wechat/menus/{id}/history': AtMenu & { query: { cursor?: string, limit?: number }, out: Page<MenuPublication> }
  'GET /wechat/menus/{id}/history/{entry}': AtEntry & { out: MenuPublicationDetail }
  'POST /wechat/menus/{id}/history/{entry}/restore': AtEntry & { body: { version: number }, out: MenuDraft }
  'POST /wechat/menus/{id}/try': AtMenu & { body: { follower_id?: Id, wechat_name?: string }, out: MenuSeen }
  'GET /wechat/menus/{id}/taps': AtMenu & { out: { days: number, taps: Record<string, number> } }
}
