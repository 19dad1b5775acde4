import type { FilterField, Ref as Option } from '@api'
import { api } from '@/app/http'

export function isQuick(id: string): boolean {
  return id === 'me' || id === 'my_department'
}

function containing(options: Option[], q: string): Option[] {
  return q ? options.filter(one => one.name.includes(q)) : options
}

async function departments(): Promise<Option[]> {
  const { items } = await api.call('GET /departments')
  return items.map(one => ({ id: one.id, name: one.name }))
}

async function pipelines(): Promise<Option[]> {
  const { items } = await api.call('GET /pipelines')
  return items.map(one => ({ id: one.id, name: one.name }))
}

async function stages(): Promise<Option[]> {
  const { items } = await api.call('GET /pipelines')
  return items.flatMap(line => line.stages.map(stage => ({ id: stage.id, name: items.length > 1 ? `${line.name} · ${stage.name}` : stage.name })))
}

async function customers(q: string): Promise<Option[]> {
  if (!q)
    return []
  const { items } = await api.call('GET /customers/search', { query: { q } })
  return items.filter(hit => hit.kind === 'customer').map(hit => ({ id: hit.id, name: hit.name }))
}

async function products(q: string): Promise<Option[]> {
  const { items } = await api.call('GET /products', { query: { limit: 50, ...(q ? { q } : {}) } })
  return items.map(one => ({ id: one.id, name: one.name }))
}

async function categories(): Promise<Option[]> {
  const { items } = await api.call('GET /categories')
  return items.map(one => ({ id: one.id, name: one.name }))
}

/** What is searched for by the server; of the others the whole list is there. */
const SEARCHED = new Set(['customer', 'looked_products'])
const RECORDS: Record<string, (q: string) => Promise<Option[]>> = {
  stage: stages,
  pipeline: pipelines,
  customer: customers,
  looked_products: products,
  looked_categories: categories,
}

/** What a field that points at something can be: people and records by typing, the rest as a list. */
export async function loadOptions(field: FilterField, q: string): Promise<Option[]> {
  if (field.type === 'person')
    return (await api.call('GET /staff/options', { query: { q } })).items
  if (field.type === 'department')
    return containing(await departments(), q)
  if (field.type === 'region')
    return regionOptions(q)
  const load = RECORDS[field.key]
  return load ? containing(await load(q), SEARCHED.has(field.key) ? '' : q) : []
}

type Region = [code: string, name: string, children?: Region[]]
let regions: Promise<Option[]> | undefined

/** Every 省市区 by its full name, loaded when somebody first asks for one. */
async function allRegions(): Promise<Option[]> {
  regions ??= fetch('/api/v1/regions', { credentials: 'same-origin' }).then(async answer => flat(await answer.json() as Region[], ''))
  return regions.catch((error: unknown) => {
    regions = undefined
    throw error
  })
}

async function regionOptions(q: string): Promise<Option[]> {
  return containing(await allRegions(), q).slice(0, 60)
}

const UNSPOKEN = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])

/** Levels that nobody says aloud are passed over, what lies below them is not. */
function flat(nodes: Region[], above: string): Option[] {
  return nodes.flatMap(([code, name, children]) => UNSPOKEN.has(name)
    ? flat(children ?? [], above)
    : [{ id: code, name: above + name }, ...flat(children ?? [], above + name)])
}

export async function regionName(code: string): Promise<string> {
  const all = await allRegions()
  return all.find(one => one.id === code)?.name ?? code
}
