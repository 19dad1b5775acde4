import type { Customer, Id, Instant, Items, Label, Page, Ref } from './index'

export type ContactRole = 'decides' | 'uses' | 'buys' | 'pays' | 'helps' | 'other' | ''
export interface Contact {
  id: Id
  customer_id: Id
  name: string
  position: string
  phone_masked: string
  email_masked: string
  wechat: string
  role: ContactRole
  is_main: boolean
  note: string
  /** The same person as a customer of their own. */
  person: Ref | null
  created_at: Instant
  version: number
}
export interface ContactIn {
  name: string
  position?: string
  phone?: string
  email?: string
  wechat?: string
  role?: ContactRole
  is_main?: boolean
  note?: string
  person_id?: Id | null
}
export type ContactPatch = Partial<ContactIn> & { version: number }

export interface Address {
  id: Id
  customer_id: Id
  label: string
  region_code: string
  region: string
  detail: string
  receiver: string
  phone_masked: string
  is_default: boolean
  version: number
}
export interface AddressIn { detail: string, label?: string, region_code?: string, receiver?: string, phone?: string, is_default?: boolean }
export type AddressPatch = Partial<AddressIn> & { version: number }

export type IdentityKind = 'openid' | 'unionid' | 'phone' | 'email' | 'member' | 'wecom'
export interface Identity { id: Id, kind: IdentityKind, label: Label, appid: string, masked: string, created_at: Instant }
export interface IdentityIn { kind: 'phone' | 'email' | 'member' | 'wecom', value: string, appid?: string }

export type DuplicateLevel = 'sure' | 'likely' | 'maybe'
export interface DuplicateReason { code: string, label: Label }
export interface Duplicate {
  /** Null where it is out of reach: then only that there is somebody. */
  customer: Ref | null
  name: string
  subtitle: string
  strength: number
  level: DuplicateLevel
  reasons: DuplicateReason[]
}
export interface DuplicatesAsked { name?: string, phone?: string, email?: string, company?: string, kind?: string, region?: string, but?: Id }
export interface PairSide {
  /** Null: a colleague's customer. */
  id: Id | null
  name: string
  kind: string
  company: string
  phone_masked: string
  region: string
  owner: string
  level: string
  created_at: Instant | null
  updated_at: Instant | null
  version: number
  mergeable: boolean
}
export type PairState = 'open' | 'dismissed' | 'merged'
export interface DuplicatePair {
  id: Id
  low: PairSide
  high: PairSide
  reasons: DuplicateReason[]
  strength: number
  level: DuplicateLevel
  state: PairState
  found_at: Instant
  decided_at: Instant | null
  version: number
}
export interface DuplicateScan { running: boolean, looked: number, total: number, found: number, started_at: Instant | null, finished_at: Instant | null }

export interface MergeSide { id: Id, name: string, company: string, phone_masked: string, owner: string, created_at: Instant, updated_at: Instant, version: number }
export interface MergeValue { customer_id: Id, shown: Label, empty: boolean }
export interface MergeField {
  key: string
  label: Label
  values: MergeValue[]
  /** The id of the customer whose value goes on, or `both`. */
  chosen: string
  differs: boolean
  joins: boolean
}
export interface MergeMove { name: string, label: Label, count: number, of: Record<Id, number> }
export interface MergePreview { keep: MergeSide, merge: MergeSide[], fields: MergeField[], moves: MergeMove[], warnings: { code: string, label: Label }[] }
export interface MergeAsked { keep_id: Id, merge_ids: Id[], choices?: Record<string, string> }
export interface MergeIn { keep_id: Id, keep_version: number, merge: { id: Id, version: number }[], choices?: Record<string, string> }
export interface MergeOut { customer: Customer, operation_id: Id, undo_until: Instant | null }

export interface PeopleEndpoints {
  'GET /customers/{id}/contacts': { path: { id: Id }, out: Items<Contact> }
  'POST /customers/{id}/contacts': { path: { id: Id }, body: ContactIn, out: Contact }
  'PATCH /contacts/{id}': { path: { id: Id }, body: ContactPatch, out: Contact }
  'DELETE /contacts/{id}': { path: { id: Id }, out: void }
  'POST /contacts/{id}/restore': { path: { id: Id }, out: Contact }
  'POST /contacts/{id}/reveal-phone': { path: { id: Id }, out: { phone: string } }
  'GET /customers/{id}/addresses': { path: { id: Id }, out: Items<Address> }
  'POST /customers/{id}/addresses': { path: { id: Id }, body: AddressIn, out: Address }
  'PATCH /addresses/{id}': { path: { id: Id }, body: AddressPatch, out: Address }
  'DELETE /addresses/{id}': { path: { id: Id }, out: void }
  'POST /addresses/{id}/restore': { path: { id: Id }, out: Address }
  'POST /addresses/{id}/reveal-phone': { path: { id: Id }, out: { phone: string } }
  'GET /customers/{id}/identities': { path: { id: Id }, out: Items<Identity> }
  'POST /customers/{id}/identities': { path: { id: Id }, body: IdentityIn, out: Identity }
  'DELETE /identities/{id}': { path: { id: Id }, out: void }
  'POST /identities/{id}/reveal': { path: { id: Id }, out: { phone: string } }
  'GET /customers/duplicates': { query: DuplicatesAsked, out: Items<Duplicate> }
  'GET /duplicates': { query: { state?: PairState, level?: DuplicateLevel, limit?: number, cursor?: string, total?: boolean }, out: Page<DuplicatePair> }
  'GET /duplicates/scan': { out: DuplicateScan }
  'POST /duplicates/scan': { out: DuplicateScan }
  'POST /duplicates/{id}/dismiss': { path: { id: Id }, out: DuplicatePair }
  'POST /duplicates/{id}/reopen': { path: { id: Id }, out: DuplicatePair }
  'POST /customers/merge/preview': { body: MergeAsked, out: MergePreview }
  'POST /customers/merge': { body: MergeIn, out: MergeOut }
}
