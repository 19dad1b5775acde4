import type { CustomerKind, FileRef, Id, Items, Label } from './index'

/** The colours of one theme; every pair that text uses has a contrast of 4.5 or more. */
export interface BrandTokens { accent: string, on_accent: string, accent_deep: string, accent_strong: string, accent_soft: string }
/** Where a colour could not be used as it is. */
export type BrandNote = 'fill_light' | 'ink_on_fill' | 'text_light' | 'fill_dark' | 'text_dark'
export interface BrandPalette { color: string, light: BrandTokens, dark: BrandTokens, notes: string[] }

/** A merchant as visitors' pages show it. */
export interface BrandFace { id: Id, name: string, brand_color: string, short_name: string, logo_url: string | null, cover_url: string | null, palette: BrandPalette }
export interface Brand { id: Id, name: string, short_name: string, brand_color: string, logo: FileRef | null, cover: FileRef | null, palette: BrandPalette, version: number }
export interface BrandPatch { name?: string, short_name?: string, brand_color?: string, logo_id?: Id | null, cover_id?: Id | null, version: number }

/** 行业模板: what a trade usually wants; a careful section is added only when it is asked for. */
export interface PresetTrade { trade: string, label: Label }
export interface PresetSection { section: string, label: Label, careful: boolean, missing: { label: string, what: Label }[] }
export interface Preset { trade: string, label: Label, sections: PresetSection[] }
export interface PresetAdded { added: Record<string, number>, operation_id: Id | null }

/** 客户类型 of the merchant's own; `slug` is the value of a customer's `type`. */
export interface CustomerType {
  id: Id
  slug: string
  name: string
  base: CustomerKind
  color: string
  icon: string
  required: string[]
  level: string
  active: boolean
  position: number
  version: number
}
interface TypeShape { color?: string, icon?: string, required?: string[], level?: '' | 'A' | 'B' | 'C' }
export interface CustomerTypeIn extends TypeShape { name: string, base: CustomerKind }
export interface CustomerTypePatch extends TypeShape { name?: string, position?: number, version: number }

/** 常用语: a short text that follow-ups are written with. */
export interface Phrase { id: Id, text: string, position: number, version: number }

export interface BrandEndpoints {
  'GET /presets': { out: Items<PresetTrade> }
  'GET /presets/{trade}': { path: { trade: string }, out: Preset }
  'POST /presets': { body: { trade: string, sections?: string[] | null }, out: PresetAdded }
  'GET /customer-types': { out: Items<CustomerType> }
  'POST /customer-types': { body: CustomerTypeIn, out: CustomerType }
  'PATCH /customer-types/{id}': { path: { id: string }, body: CustomerTypePatch, out: CustomerType }
  'DELETE /customer-types/{id}': { path: { id: string }, out: void }
  'POST /customer-types/{id}/restore': { path: { id: string }, out: CustomerType }
  'GET /phrases': { out: Items<Phrase> }
  'POST /phrases': { body: { text: string }, out: Phrase }
  'PUT /phrases/order': { body: { ids: Id[] }, out: Items<Phrase> }
  'PATCH /phrases/{id}': { path: { id: string }, body: { text: string, version: number }, out: Phrase }
  'DELETE /phrases/{id}': { path: { id: string }, out: void }
  'GET /brand': { out: Brand }
  'PATCH /brand': { body: BrandPatch, out: Brand }
  'GET /brand/palette': { query: { color: string }, out: BrandPalette }
  'GET /visitor/brand': { query: { code: string }, out: BrandFace }
}
