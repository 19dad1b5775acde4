import type { SkuDraft } from '../composables/skus'
import { describe, expect, it } from 'vitest'
import { blank, bodyOfSku, combinations, filled, renamed, rowsFor } from '../composables/skus'

const COLOUR = { name: '颜色', values: ['雾白', '墨绿'] }
const SIZE = { name: '容量', values: ['小', '大'] }

function row(values: string[], more: Partial<SkuDraft> = {}): SkuDraft {
  return { ...blank(values), id: values.join('-') || 'only', price_fen: 100, ...more }
}

describe('the table of specs', () => {
  it('has one row for no specs and every combination of several', () => {
    expect(combinations([])).toEqual([[]])
    expect(combinations([COLOUR, SIZE])).toEqual([['雾白', '小'], ['雾白', '大'], ['墨绿', '小'], ['墨绿', '大']])
  })

  it('keeps rows by their values, and adds the others with the first price', () => {
    const rows = rowsFor([COLOUR], [row(['墨绿'], { stock: 3 })], true)
    expect(rows.map(one => [one.id, one.values, one.price_fen, one.stock])).toEqual([[null, ['雾白'], 100, null], ['墨绿', ['墨绿'], 100, 3]])
    expect(rowsFor([COLOUR], rows.slice(1), false)).toHaveLength(1)
  })

  it('lets rows go along when a spec comes or goes', () => {
    const one = rowsFor([COLOUR], [row([], { stock: 9 })], true)
    expect(one.map(each => [each.id, each.stock])).toEqual([['only', 9], [null, null]])
    const wider = rowsFor([COLOUR, SIZE], [row(['雾白']), row(['墨绿'])], true)
    expect(wider.map(each => each.id)).toEqual(['雾白', null, '墨绿', null])
    const back = rowsFor([COLOUR], wider, true)
    expect(back.map(each => each.id)).toEqual(['雾白', '墨绿'])
  })

  it('renames a value in its rows alone', () => {
    const rows = renamed([row(['雾白', '大']), row(['大', '雾白'])], 0, '雾白', '米白')
    expect(rows.map(one => one.values)).toEqual([['米白', '大'], ['大', '雾白']])
  })

  it('fills columns with what was typed and leaves the others', () => {
    const rows = filled([row(['雾白'], { stock: 4 })], { price_fen: 500, stock: null, code: '' })
    expect(rows[0]).toMatchObject({ price_fen: 500, stock: 4 })
  })

  it('sends a stock only when somebody changed it, with what was shown', () => {
    expect(bodyOfSku(row([], { stock: 4, stock_was: 4 }))).not.toHaveProperty('stock')
    expect(bodyOfSku(row([], { stock: 6, stock_was: 4 }))).toMatchObject({ stock: 6, stock_was: 4 })
    expect(bodyOfSku(row([], { stock: null, stock_was: 4 }))).toMatchObject({ stock: null, stock_was: 4 })
  })
})
