import type { FieldReference } from '@api'
import type { RegionNode } from '@shared'
import { regionNodes } from '@shared'
import { reactive, shallowRef } from 'vue'
import { api } from '@/app/http'

/** Names behind ids, asked for once: everything a screen needs in one request. */
const known = reactive(new Map<string, FieldReference>())
const wanted = new Set<string>()
const asked = new Set<string>()
let waiting = false

const keyOf = (type: string, id: string): string => `${type}:${id}`

/** What stands behind an id; undefined until the answer is here. */
export function reference(type: string, id: string): FieldReference | undefined {
  const key = keyOf(type, id)
  const found = known.get(key)
  if (!found && !asked.has(key)) {
    wanted.add(key)
    if (!waiting) {
      waiting = true
      setTimeout(() => void fetchWanted(), 10)
    }
  }
  return found
}

/** A name that is known already, for example of what was just picked or uploaded. */
export function remember(entry: FieldReference): void {
  known.set(keyOf(entry.type, entry.id), entry)
}

async function fetchWanted(): Promise<void> {
  waiting = false
  const keys = [...wanted].slice(0, 100)
  keys.forEach(key => wanted.delete(key) && asked.add(key))
  const idsOf = (type: string): string => keys.filter(key => key.startsWith(`${type}:`)).map(key => key.slice(type.length + 1)).join(',')
  try {
    const { items } = await api.call('GET /kinds/references', { query: { person: idsOf('person'), department: idsOf('department'), file: idsOf('file') } })
    items.forEach(remember)
  }
  catch {
    keys.forEach(key => asked.delete(key)) // asked again when something is drawn anew
  }
  if (wanted.size > 0)
    void fetchWanted()
}

const regions = shallowRef<RegionNode[]>([])
let loading: Promise<RegionNode[]> | undefined

/** 省市区, loaded when the first screen needs it. */
export function useRegions() {
  loading ??= api.call('GET /regions').then((tree) => {
    regions.value = regionNodes(tree)
    return regions.value
  }, (error) => {
    loading = undefined
    throw error
  })
  loading.catch(() => undefined)
  return regions
}
