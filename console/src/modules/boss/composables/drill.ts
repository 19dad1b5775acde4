import type { BossRow, FunnelKey, FunnelRow, HintKey, Page } from '@api'
import type { Position } from '@/ui/usePaged'
import { api } from '@/app/http'

/** The days, department and colleague that a page of figures is about. */
export interface Asked { first: string, last: string, department?: string, staff?: string }

/** What stands behind a figure that was pressed. */
export type Drill
  = | { kind: 'rows', title: string, asked: Asked, measure: string, weekday?: number, hour?: number }
    | { kind: 'funnel', title: string, asked: Asked, step: FunnelKey }
    | { kind: 'hint', title: string, key: HintKey, staff: string }

/** A record, or a customer's way through the funnel. */
export interface DrillRow { id: string, row: BossRow | null, way: FunnelRow | null }

/** One page of the records behind a figure. */
export async function behind(drill: Drill, position: Position, signal: AbortSignal): Promise<Page<DrillRow>> {
  if (drill.kind === 'funnel') {
    const page = await api.call('GET /boss/funnel/rows', { query: { ...drill.asked, step: drill.step, ...position }, signal })
    return { ...page, items: page.items.map(way => ({ id: way.customer.id, row: null, way })) }
  }
  const page = await records(drill, position, signal)
  return { ...page, items: page.items.map(row => ({ id: row.id, row, way: null })) }
}

function records(drill: Exclude<Drill, { kind: 'funnel' }>, position: Position, signal: AbortSignal): Promise<Page<BossRow>> {
  if (drill.kind === 'hint')
    return api.call('GET /boss/hints/{key}/{id}/rows', { path: { key: drill.key, id: drill.staff }, query: position, signal })
  const { measure, weekday, hour } = drill
  return api.call('GET /boss/rows', { query: { ...drill.asked, measure, weekday, hour, ...position }, signal })
}
