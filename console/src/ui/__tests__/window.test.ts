import { describe, expect, it } from 'vitest'
import { between, dayOf } from '../window'

const ZONE = 'Asia/Shanghai'

describe('the window of a filter', () => {
  it('goes from the start of the first day to the end of the last, where the merchant is', () => {
    const window = between('from', 'to', { from: '2026-11-01', to: '2026-11-30' }, ZONE)
    expect(window).toEqual({ from: '2026-10-31T16:00:00.000Z', to: '2026-11-30T16:00:00.000Z' })
  })

  it('leaves the moments of a drill-down alone', () => {
    const window = { from: '2026-11-20T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' }
    expect(between('from', 'to', window, ZONE)).toEqual(window)
  })

  it('asks for nothing when nothing is chosen', () => {
    expect(between('from', 'to', { from: '', to: '' }, ZONE)).toEqual({ from: undefined, to: undefined })
  })

  it('shows the last day of a window, not the one after', () => {
    const midnight = '2026-11-21T16:00:00.000Z'
    expect(dayOf(midnight, true, ZONE)).toBe('2026-11-21')
    expect(dayOf(midnight, false, ZONE)).toBe('2026-11-22')
    expect(dayOf('2026-11-22', true, ZONE)).toBe('2026-11-22')
  })
})
