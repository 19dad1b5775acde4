import type { SpreadNode } from '@api'
import { describe, expect, it } from 'vitest'
import { fit } from '../composables/draw'
import { layout, radiusOf, spotAt, stepOf, wayUp } from '../composables/layout'

const NOTHING = { people: 0, fresh: 0, visits: 0, orders: 0, fen: 0 }

function node(id: string, parent: string | null, visits = 1): SpreadNode {
  return { id, parent, kind: parent ? 'person' : 'staff', name: id, depth: 0, thing: '', thing_kind: '', at: null, folded: 0, own: { ...NOTHING, visits }, below: NOTHING }
}

/** A tree like real ones: many leaves, few long chains. */
function tree(size: number): SpreadNode[] {
  const nodes = [node('a', null), node('b', null)]
  for (let at = 2; at < size; at++)
    nodes.push(node(`p${at}`, nodes[(at * 7919) % Math.min(at, 60 + at / 8 | 0)]!.id, at % 9))
  return nodes
}

describe('the picture of a share tree', () => {
  it('lets nobody lie on anybody else', () => {
    const spots = layout(tree(400))
    let worst = Infinity
    for (let a = 0; a < spots.length; a++) {
      for (let b = a + 1; b < spots.length; b++)
        worst = Math.min(worst, Math.hypot(spots[a]!.x - spots[b]!.x, spots[a]!.y - spots[b]!.y) - spots[a]!.r - spots[b]!.r)
    }
    expect(worst).toBeGreaterThan(-1.5)
  })

  it('puts a single root in the middle and knows ways up', () => {
    const spots = layout([node('a', null), node('b', 'a'), node('c', 'b')])
    expect([spots[0]!.x, spots[0]!.y]).toEqual([0, 0].map(value => expect.closeTo(value, 6)))
    expect([...wayUp(spots[2]!)].map(one => one.node.id)).toEqual(['c', 'b', 'a'])
    expect(spotAt(spots, spots[2]!.x + 1, spots[2]!.y, 0)).toBe(spots[2])
    expect(spotAt(spots, 5000, 5000, 4)).toBe(null)
  })

  it('fits whatever there is, nothing too', () => {
    expect(fit([], 800, 600)).toEqual({ x: 400, y: 300, scale: 1 })
    const { scale } = fit(layout(tree(3000)), 800, 600)
    expect(scale).toBeGreaterThan(0)
    expect(scale).toBeLessThan(0.5)
  })

  it('places five thousand within a blink', () => {
    const nodes = tree(5000)
    const start = performance.now()
    expect(layout(nodes)).toHaveLength(5000)
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('grows areas with visits and colours with money', () => {
    expect(radiusOf(0, 10)).toBe(5)
    expect(radiusOf(10, 10)).toBe(24)
    expect([stepOf(0, 9), stepOf(-5, 9), stepOf(1, 100), stepOf(100, 100)]).toEqual([0, 0, 1, 4])
  })
})
