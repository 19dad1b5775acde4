import type { RankedStaff } from '@api'
import { describe, expect, it } from 'vitest'
import { rankedBy } from '../composables/numbers'

function person(name: string, values: Record<string, number | null>, score = 0): RankedStaff {
  return { staff: { id: name, name }, department: null, active: true, values, before: {}, axes: {}, score }
}

describe('rankedBy', () => {
  const rows = [person('a', { visits: 3, response: null }, 10), person('b', { visits: 9, response: 500 }, 5), person('c', { visits: 3, response: 100 }, 20)]
  const names = (key: string, less = false): string => rankedBy(rows, key, less).map(row => row.staff.name).join('')

  it('puts the most first and breaks ties by the whole score', () => expect(names('visits')).toBe('bca'))
  it('puts the quickest first and who has none last', () => expect(names('response', true)).toBe('cba'))
  it('ranks by the whole score', () => expect(names('score')).toBe('cab'))
})
