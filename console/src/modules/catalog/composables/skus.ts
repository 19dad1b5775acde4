import type { FileRef, ShopSpec, Sku, SkuIn } from '@api'

export type Picture = Pick<FileRef, 'id' | 'url'>

/** One row of the table of specs; `stock_was` is what the page showed when it was opened. */
export interface SkuDraft {
  id: string | null
  values: string[]
  code: string
  price_fen: number | null
  member_price_fen: number | null
  stock: number | null
  stock_was: number | null
  picture: Picture | null
}
export const MOST = { specs: 3, values: 30, skus: 200 }

export function draftOf(sku: Sku): SkuDraft {
  const { id, values, code, price_fen, member_price_fen, stock } = sku
  const picture = sku.picture_id && sku.picture_url ? { id: sku.picture_id, url: sku.picture_url } : null
  return { id, values: [...values], code, price_fen, member_price_fen, stock, stock_was: stock, picture }
}

export function blank(values: string[] = [], like?: SkuDraft): SkuDraft {
  return { id: null, values, code: '', price_fen: like?.price_fen ?? null, member_price_fen: like?.member_price_fen ?? null, stock: null, stock_was: null, picture: null }
}

/** What is sent: the stock only where somebody typed another one. */
export function bodyOfSku(row: SkuDraft): SkuIn {
  const counted = row.stock !== row.stock_was ? { stock: row.stock, stock_was: row.stock_was } : {}
  return {
    ...(row.id ? { id: row.id } : {}),
    values: row.values,
    code: row.code.trim(),
    price_fen: row.price_fen ?? 0,
    member_price_fen: row.member_price_fen,
    picture_id: row.picture?.id ?? null,
    ...counted,
  }
}

/** Every combination of the values, in the order of the specs; of no specs exactly one. */
export function combinations(specs: ShopSpec[]): string[][] {
  return specs.reduce<string[][]>((found, spec) => found.flatMap(values => spec.values.map(value => [...values, value])), [[]])
}

const key = (values: string[]): string => JSON.stringify(values)

/**
 * The rows for these specs. A row keeps what it had by its values; where a spec came or went, by the values that are
 * left of it, each row once. `all` also adds the combinations that nobody has a row for.
 */
export function rowsFor(specs: ShopSpec[], before: SkuDraft[], all: boolean): SkuDraft[] {
  const same = new Map(before.map(row => [key(row.values), row]))
  const spare = before.filter(row => row.values.length !== specs.length)
  const rows: SkuDraft[] = []
  for (const values of combinations(specs)) {
    const known = same.get(key(values)) ?? taken(spare, values)
    if (known)
      rows.push({ ...known, values })
    else if (all)
      rows.push(blank(values, before[0]))
  }
  return rows
}

function taken(spare: SkuDraft[], values: string[]): SkuDraft | undefined {
  const at = spare.findIndex(row => row.values.every(value => values.includes(value)) || values.every(value => row.values.includes(value)))
  return at < 0 ? undefined : spare.splice(at, 1)[0]
}

/** A value under another name: its rows go along. */
export function renamed(rows: SkuDraft[], at: number, from: string, to: string): SkuDraft[] {
  return rows.map(row => row.values[at] === from ? { ...row, values: row.values.map((value, index) => index === at ? to : value) } : row)
}

export type Fill = Partial<Pick<SkuDraft, 'price_fen' | 'member_price_fen' | 'stock' | 'code'>>

/** The same in every row: only what was filled in. */
export function filled(rows: SkuDraft[], fill: Fill): SkuDraft[] {
  const given = Object.fromEntries(Object.entries(fill).filter(([, value]) => value !== null && value !== ''))
  return rows.map(row => ({ ...row, ...given }))
}
