import type { Id, Instant, Items } from './index'

export type TagColor = 'slate' | 'teal' | 'blue' | 'violet' | 'pink' | 'red' | 'orange' | 'green'
export interface TagMark { id: Id, name: string, color: string }
export interface Tag extends TagMark { version: number, count: number }
export interface TagGroup { id: Id, name: string, exclusive: boolean, version: number, tags: Tag[] }
export interface RecordTags { record_id: Id, tags: TagMark[] }

/** A rule that hangs a tag by itself. */
export interface TagRule {
  id: Id
  name: string
  kind: string
  tag: TagMark
  filter: Record<string, unknown>
  /** The filter in words. */
  said: string
  takes_back: boolean
  active: boolean
  count: number
  last_run_at: Instant | null
  problem: string
  version: number
}

/** 人群: a filter with a name; `count` is in one's own reach, now. */
export interface Segment {
  id: Id
  name: string
  kind: string
  filter: Record<string, unknown>
  said: string
  note: string
  count: number
  more: boolean
  version: number
}

interface Chosen { kind: string, ids?: Id[] | null, all?: boolean, filter?: object, q?: string | null }

export interface TagsEndpoints {
  'GET /tags': { out: Items<TagGroup> }
  'POST /tag-groups': { body: { name: string, exclusive?: boolean }, out: TagGroup }
  'PATCH /tag-groups/{id}': { path: { id: string }, body: { name?: string, exclusive?: boolean, position?: number, version: number }, out: TagGroup }
  'DELETE /tag-groups/{id}': { path: { id: string }, out: void }
  'POST /tags': { body: { group_id: Id, name: string, color?: string }, out: Tag }
  'PATCH /tags/{id}': { path: { id: string }, body: { group_id?: Id, name?: string, color?: string, position?: number, version: number }, out: Tag }
  'DELETE /tags/{id}': { path: { id: string }, out: void }
  'POST /record-tags': { body: { kind: string, ids: Id[] }, out: Items<RecordTags> }
  'POST /record-tags/change': { body: { kind: string, ids: Id[], add?: Id[], remove?: Id[] }, out: Items<RecordTags> }
  'POST /record-tags/bulk': { body: Chosen & { add?: Id[], remove?: Id[] }, out: { operation_id: Id, title: string, total: number } }
  'GET /tag-rules': { out: Items<TagRule> }
  'POST /tag-rules': { body: { name: string, kind: string, tag_id: Id, filter: object, takes_back?: boolean }, out: TagRule }
  'PATCH /tag-rules/{id}': { path: { id: string }, body: { name?: string, tag_id?: Id, filter?: object, takes_back?: boolean, active?: boolean, version: number }, out: TagRule }
  'DELETE /tag-rules/{id}': { path: { id: string }, out: void }
  'GET /segments': { out: Items<Segment> }
  'POST /segments': { body: { name: string, kind: string, filter: object, note?: string }, out: Segment }
  'PATCH /segments/{id}': { path: { id: string }, body: { name?: string, filter?: object, note?: string, version: number }, out: Segment }
  'DELETE /segments/{id}': { path: { id: string }, out: void }
}
