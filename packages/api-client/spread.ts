/** Who brought whom by forwards, and how the customers are made up. */
import type { Label, Ref } from './index'

type Id = string
type Instant = string

// ---- share tree ----
/** `root` is a place: `staff-<id>`, `person-<id>` or `share-<id>`. */
export type SpreadFilters = Partial<Record<'first' | 'last' | 'staff' | 'product' | 'channel' | 'root', string>>
/** Empty: nothing was opened. */
export type SpreadThing = '' | 'card' | 'product'
export type SpreadSort = 'people' | 'fresh' | 'visits' | 'orders' | 'fen'
/** `fresh`: people who had never been here before; `fen` is what is left after refunds. */
export interface SpreadFigures { people: number, fresh: number, visits: number, orders: number, fen: number }
export interface SpreadNode {
  id: string
  kind: 'staff' | 'person' | 'share'
  /** Empty for somebody without a name. */
  name: string
  parent: string | null
  depth: number
  thing: string
  thing_kind: SpreadThing
  at: Instant | null
  folded: number
  own: SpreadFigures
  below: SpreadFigures
}
export interface SpreadRule { key: 'self' | 'robot' | 'again' | 'circle', count: number }
export interface SpreadGraph {
  nodes: SpreadNode[]
  total: SpreadFigures
  brought: number
  places: number
  rules: SpreadRule[]
  money: boolean
  cut: boolean
  channels: string[]
  products: Ref[]
}
export interface Spreader { id: Id, name: string, forwards: number, direct: number, deepest: number, below: SpreadFigures }
export interface Spreaders { items: Spreader[], more: number, money: boolean }
export interface SpreadPerson { id: Id, name: string, by: string, thing: string, thing_kind: SpreadThing, at: Instant | null, depth: number, own: SpreadFigures }
export interface SpreadPeople { items: SpreadPerson[], total: SpreadFigures, more: number, money: boolean }
export interface SpreadStep { id: string, kind: 'staff' | 'person' | 'share', name: string, thing: string, thing_kind: SpreadThing, at: Instant | null }
export interface SpreadPath { steps: SpreadStep[], opened: number }

// ---- structure ----
export interface StructureSlice { key: string, label: Label, count: number, share: number, drill: { path: string, page: string } }
export interface StructurePart { key: string, slices: StructureSlice[], more: number, rest: number }
export interface StructureMonth { month: string, count: number, total: number, drill: { path: string, page: string } }
export interface StructureTie { id: Id, name: string, count: number, stages: StructureSlice[] }
export interface Structure {
  total: number
  drill: { path: string, page: string }
  growth: StructureMonth[]
  parts: StructurePart[]
  ties: StructureTie[]
}

export interface SpreadEndpoints {
  'GET /spread/graph': { query: SpreadFilters & { most?: number }, out: SpreadGraph }
  'GET /spread/spreaders': { query: SpreadFilters & { sort?: SpreadSort }, out: Spreaders }
  'GET /spread/people': { query: SpreadFilters, out: SpreadPeople }
  'GET /spread/customers/{customer_id}': { path: { customer_id: Id }, out: SpreadPath }
  'GET /structure': { query: { filter?: string }, out: Structure }
}
