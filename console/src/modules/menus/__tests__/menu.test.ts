import type { MenuRow } from '@api'
import { describe, expect, it } from 'vitest'
import { buttonAt, bytes, emptyButton, emptyRow, moved, pathOf, sameSpot, shownName, within } from '../composables/menu'

describe('a menu on the phone', () => {
  it('counts names in bytes as WeChat does', () => {
    expect([bytes('看产品'), bytes('abc'), bytes('五个字正好')]).toEqual([9, 3, 15])
  })

  it('cuts names where phones do', () => {
    expect(shownName('四个汉字', 8)).toBe('四个汉字')
    expect(shownName('五个字正好', 8)).toBe('五个字正…')
    expect(shownName('abcdefgh', 8)).toBe('abcdefgh')
    expect(shownName('新品abcdef', 8)).toBe('新品abcd…')
  })

  it('knows where a button stands', () => {
    const rows: MenuRow[] = [emptyRow(), { ...emptyRow(), sub: [{ ...emptyButton(), name: '下' }] }]
    expect(buttonAt(rows, { row: 1, sub: 0 })?.name).toBe('下')
    expect(buttonAt(rows, null)).toBeUndefined()
    expect([pathOf(null, { row: 1, sub: 0 }), pathOf(2, { row: 0 })]).toEqual(['buttons.1.sub.0', 'variants.2.buttons.0'])
    expect([sameSpot({ row: 1 }, { row: 1 }), sameSpot({ row: 1, sub: 0 }, { row: 1 }), sameSpot(null, { row: 0 })]).toEqual([true, false, false])
  })

  it('moves an entry one place and stops at the ends', () => {
    const list = ['a', 'b', 'c']
    expect(moved(list, 1, -1)).toBe(0)
    expect(list).toEqual(['b', 'a', 'c'])
    expect(moved(list, 0, -1)).toBe(0)
    expect(list).toEqual(['b', 'a', 'c'])
  })

  it('finds the problems at a place and below, not beside', () => {
    const problems = ['buttons.1.name', 'buttons.1.sub.0.url', 'buttons.10.name'].map(path => ({ path, code: 'empty', used: 0, most: 0 }))
    expect(within(problems, 'buttons.1')).toHaveLength(2)
  })
})
