import type { SpreadNode } from '@api'

/** A place with where it is drawn; distances are in the picture's own measure. */
export interface Spot { node: SpreadNode, x: number, y: number, r: number, parent: Spot | null, children: Spot[] }

const LEAST = 5
const MOST = 24
const RING = 92
const GAP = 4

/** How large a place is drawn: its area follows the visits of it and of everybody below. */
export function radiusOf(visits: number, most: number): number {
  return LEAST + (MOST - LEAST) * Math.sqrt(Math.max(visits, 0) / Math.max(most, 1))
}

/** Everybody on rings around the middle, each family in a sector as wide as it needs. */
export function layout(nodes: SpreadNode[]): Spot[] {
  const most = Math.max(1, ...nodes.filter(one => one.kind !== 'staff').map(weight))
  const spots = new Map<string, Spot>()
  for (const node of nodes)
    spots.set(node.id, { node, x: 0, y: 0, r: node.kind === 'staff' ? 16 : radiusOf(weight(node), most), parent: null, children: [] })
  const roots: Spot[] = []
  for (const spot of spots.values()) {
    const above = spot.node.parent ? spots.get(spot.node.parent) : undefined
    spot.parent = above ?? null
    if (above)
      above.children.push(spot)
    else
      roots.push(spot)
  }
  place(roots)
  return [...spots.values()]
}

function weight(node: SpreadNode): number {
  return node.own.visits + node.below.visits
}

/** Angles first: a place needs its own width at its ring or its family's, whichever is more. */
function place(roots: Spot[]): void {
  const order = breadth(roots)
  const inner = roots.length === 1 ? 0 : 1
  const rings = new Map<Spot, number>()
  for (const spot of order)
    rings.set(spot, spot.parent ? rings.get(spot.parent)! + 1 : inner)
  const needs = new Map<Spot, number>()
  for (const spot of [...order].reverse()) {
    const below = spot.children.reduce((sum, child) => sum + needs.get(child)!, 0)
    needs.set(spot, Math.max((spot.r * 2 + GAP) / Math.max(rings.get(spot)!, 1), below))
  }
  const whole = roots.reduce((sum, root) => sum + needs.get(root)!, 0)
  const step = Math.max(RING, whole / (2 * Math.PI))
  const sectors = new Map<Spot, number>()
  const turn = 2 * Math.PI / Math.max(whole, 1e-9)
  let from = -Math.PI / 2
  for (const root of roots) {
    sectors.set(root, from)
    from += needs.get(root)! * turn
  }
  for (const spot of order) {
    const start = sectors.get(spot)!
    const middle = start + needs.get(spot)! * turn / 2
    spot.x = Math.cos(middle) * rings.get(spot)! * step
    spot.y = Math.sin(middle) * rings.get(spot)! * step
    const used = spot.children.reduce((sum, child) => sum + needs.get(child)!, 0)
    let at = start + (needs.get(spot)! - used) * turn / 2
    for (const child of spot.children) {
      sectors.set(child, at)
      at += needs.get(child)! * turn
    }
  }
}

function breadth(roots: Spot[]): Spot[] {
  const found = [...roots]
  for (let at = 0; at < found.length; at++)
    found.push(...found[at]!.children)
  return found
}

/** The way from a place up to where it began, itself included. */
export function wayUp(spot: Spot | null): Set<Spot> {
  const found = new Set<Spot>()
  for (let at = spot; at; at = at.parent)
    found.add(at)
  return found
}

/** The place under a point, the topmost (smallest) first. */
export function spotAt(spots: Spot[], x: number, y: number, slack: number): Spot | null {
  let best: Spot | null = null
  for (const spot of spots) {
    const reach = spot.r + slack
    if ((spot.x - x) ** 2 + (spot.y - y) ** 2 <= reach * reach && (!best || spot.r < best.r))
      best = spot
  }
  return best
}

/** Five steps of money: 0 nothing, 4 the most; borders grow like the sums do. */
export function stepOf(fen: number, most: number): number {
  if (fen <= 0 || most <= 0)
    return 0
  return Math.min(4, 1 + Math.floor(Math.sqrt(fen / most) * 3.999))
}
