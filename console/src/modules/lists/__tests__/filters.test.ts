import type { Filter, FilterField, FilterOperator } from '@api'
import { describe, expect, it } from 'vitest'
import { and, count, EMPTY, fromText, isComplete, outermost, same, startingValue, tidy, toText, without } from '@/ui/filter/filters'
import { arranged, withColumns, withWidth } from '@/ui/table/columns'
import { rowWindow } from '@/ui/table/rowWindow'

const A: Filter = { field: 'level', op: 'is', value: 'A' }
const B: Filter = { field: 'score', op: 'ge', value: 60 }
const LABEL = { zh: '', en: '' }
const operators = new Map<string, FilterOperator>([
  ['is', { name: 'is', label: LABEL, value: 'one' }],
  ['ge', { name: 'ge', label: LABEL, value: 'one' }],
  ['in', { name: 'in', label: LABEL, value: 'many' }],
  ['between', { name: 'between', label: LABEL, value: 'pair' }],
  ['empty', { name: 'empty', label: LABEL, value: 'none' }],
])
const level: FilterField = { key: 'level', label: LABEL, type: 'single', group: 'basic', operators: ['is', 'in'], choices: [], sortable: false, editable: true }

describe('a filter', () => {
  it('on what people looked at begins with a month and twice, and needs a thing', () => {
    const looked: FilterOperator = { name: 'looked', label: LABEL, value: 'looks' }
    const begun = startingValue(looked, { ...level, key: 'looked_products', type: 'looks' }, { last: 7, unit: 'day' })
    expect(begun).toEqual({ ids: [], days: 30, views: 2, seconds: 0 })
    const asked = (ids: string[]): Filter => ({ field: 'looked_products', op: 'looked', value: { ids, days: 30, views: 2, seconds: 0 } })
    const known = new Map([...operators, ['looked', looked]])
    expect([isComplete(asked([]), known), isComplete(asked(['1']), known)]).toEqual([false, true])
  })

  it('is said in the shortest way', () => {
    expect(tidy({ all: [{ any: [] }, { all: [A] }] })).toEqual(A)
    expect(tidy({ all: [{ not: { all: [] } }] })).toEqual(EMPTY)
    expect(tidy({ any: [A, { all: [B, EMPTY] }] })).toEqual({ any: [A, B] })
  })

  it('survives the address, and rubbish there narrows nothing', () => {
    const both: Filter = { all: [A, { any: [A, B] }] }
    expect(fromText(toText(both))).toEqual(both)
    expect(toText({ all: [] })).toBe('')
    expect([fromText('{'), fromText('[1]'), fromText('null')]).toEqual([EMPTY, EMPTY, EMPTY])
  })

  it('shows its outermost parts and loses them one by one', () => {
    expect(outermost({ any: [A, B] })).toEqual([{ any: [A, B] }])
    expect(outermost({ all: [A, B] })).toEqual([A, B])
    expect(without({ all: [A, B] }, 0)).toEqual(B)
    expect(without(A, 0)).toEqual(EMPTY)
    expect(and(A, B)).toEqual({ all: [A, B] })
    expect(same({ all: [A] }, A)).toBe(true)
    expect(count({ all: [A, { not: { any: [A, B] } }] })).toBe(3)
  })

  it('is asked only when every condition is complete', () => {
    expect(isComplete({ all: [A, { field: 'x', op: 'empty' }] }, operators)).toBe(true)
    expect(isComplete({ field: 'level', op: 'in', value: [] }, operators)).toBe(false)
    expect(isComplete({ any: [A, { field: 'score', op: 'between', value: [1, ''] }] }, operators)).toBe(false)
  })

  it('keeps what was typed when the comparison changes', () => {
    expect(startingValue(operators.get('in')!, level, 'A')).toEqual(['A'])
    expect(startingValue(operators.get('is')!, level, ['B', 'C'])).toBe('B')
    expect(startingValue(operators.get('empty')!, level, 'A')).toBeUndefined()
  })
})

describe('the columns', () => {
  const all = [{ name: 'name', title: '姓名', fixed: true }, { name: 'level', title: '级别' }, { name: 'kind', title: '类型', extra: true }]

  it('stand as they were arranged, fixed ones never get lost', () => {
    expect(arranged(all, null).map(one => one.name)).toEqual(['name', 'level'])
    const layout = withColumns(null, ['kind', 'gone', 'level'], 'compact')
    expect(arranged(all, layout).map(one => one.name)).toEqual(['name', 'kind', 'level'])
  })

  it('keep their widths, and never get too narrow to grab', () => {
    const wide = withWidth(arranged(all, null), null, 'level', 222.4)
    expect(arranged(all, wide).map(one => one.width)).toEqual([undefined, '222px'])
    expect(withWidth(all, wide, 'level', 3).columns[1]?.width).toBe(64)
    expect(withColumns(wide, ['level'], 'normal').columns).toEqual([{ name: 'level', width: 222 }])
  })
})

describe('the window of rows', () => {
  it('draws what is in sight and some around it, however many there are', () => {
    const middle = rowWindow(10_000, 44, 220_000, 700)
    expect(middle.last - middle.first).toBeLessThan(50)
    expect(middle.above + (middle.last - middle.first) * 44 + middle.below).toBe(440_000)
  })

  it('ends with the last row', () => {
    expect(rowWindow(3, 44, 0, 700)).toEqual({ first: 0, last: 3, above: 0, below: 0 })
    expect(rowWindow(0, 44, 500, 700)).toEqual({ first: 0, last: 0, above: 0, below: 0 })
  })
})
