import { describe, expect, it } from 'vitest'
import { formatAgo, formatDay, formatDuration, formatDwell, formatWhen, parseDay, toDay } from '../dates'

const now = new Date(2026, 10, 21, 15, 0)
const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString()

describe('moments', () => {
  it.each([
    [at(2026, 10, 21, 14, 5), '今天 14:05', 'Today 14:05'],
    [at(2026, 10, 21, 0, 0), '今天 00:00', 'Today 00:00'],
    [at(2026, 10, 20, 23, 59), '昨天 23:59', 'Yesterday 23:59'],
    [at(2026, 10, 22, 9, 0), '明天 09:00', 'Tomorrow 09:00'],
    [at(2026, 2, 5, 8, 30), '3月5日 08:30', 'Mar 5, 08:30'],
    [at(2025, 2, 5, 8, 30), '2025年3月5日', 'Mar 5, 2025'],
  ])('%s', (instant, zh, en) => {
    expect(formatWhen(instant, 'zh-CN', now)).toBe(zh)
    expect(formatWhen(instant, 'en', now)).toBe(en)
  })

  it('counts minutes while they are few', () => {
    expect(formatAgo(at(2026, 10, 21, 15, 0), 'zh-CN', now)).toBe('刚刚')
    expect(formatAgo(at(2026, 10, 21, 14, 12), 'zh-CN', now)).toBe('48 分钟前')
    expect(formatAgo(at(2026, 10, 21, 13, 0), 'en', now)).toBe('Today 13:00')
  })
})

describe('days', () => {
  it('are read in local time', () => {
    expect(toDay(parseDay('2026-03-05'))).toBe('2026-03-05')
    expect(formatDay('2026-11-20', 'zh-CN', now)).toBe('昨天')
    expect(formatDay('2027-01-02', 'zh-CN', now)).toBe('2027年1月2日')
  })

  it('turn at the new year', () => {
    expect(formatDay('2026-12-31', 'zh-CN', new Date(2027, 0, 1, 0, 5))).toBe('昨天')
  })
})

describe('durations', () => {
  it.each([
    [0, '0 秒', '0s'],
    [25_400, '25 秒', '25s'],
    [200_000, '3 分 20 秒', '3m 20s'],
    [7_500_000, '2 小时 5 分', '2h 5m'],
    [3_600_000, '1 小时', '1h'],
    [3 * 86_400_000 + 4 * 3_600_000, '3 天 4 小时', '3d 4h'],
  ])('%i ms', (ms, zh, en) => {
    expect(formatDuration(ms, 'zh-CN')).toBe(zh)
    expect(formatDuration(ms, 'en')).toBe(en)
  })

  it('say how long somebody stayed', () => {
    expect(formatDwell(25_000, 'zh-CN')).toBe('停留 25 秒')
  })
})
