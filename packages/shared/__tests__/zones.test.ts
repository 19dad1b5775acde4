import { describe, expect, it } from 'vitest'
import { addDays, dayIn, dayStart } from '../zones'

describe('days of a zone', () => {
  it('begin at its own midnight', () => {
    expect(dayStart('2026-11-22', 'Asia/Shanghai').toISOString()).toBe('2026-11-21T16:00:00.000Z')
    expect(dayStart('2026-11-22', 'UTC').toISOString()).toBe('2026-11-22T00:00:00.000Z')
  })

  it('begin rightly on both sides of a clock change', () => {
    expect(dayStart('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z')
    expect(dayStart('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z')
  })

  it('hold a moment', () => {
    expect(dayIn(new Date('2026-11-21T16:00:00.000Z'), 'Asia/Shanghai')).toBe('2026-11-22')
    expect(dayIn(new Date('2026-11-21T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-11-21')
  })

  it('follow each other over the end of a month', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
  })
})
