const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment as people say it: `今天 14:05`, `昨天 09:30`, `3月5日 14:05`, `2025年3月5日`. */
export function formatWhen(instant: string, locale: string, now: Date = new Date()): string {
  const at = new Date(instant)
  const days = daysApart(now, at)
  const clock = formatClock(at)
  const zh = locale.startsWith('zh')
  const near: Record<number, string> = zh
    ? { [-1]: '明天', 0: '今天', 1: '昨天' }
    : { [-1]: 'Tomorrow', 0: 'Today', 1: 'Yesterday' }
  const word = near[days]
  if (word)
    return `${word} ${clock}`
  if (at.getFullYear() !== now.getFullYear())
    return formatDate(at, locale, now)
  return zh ? `${formatDate(at, locale, now)} ${clock}` : `${formatDate(at, locale, now)}, ${clock}`
}

/** A day as people say it: `今天`, `昨天`, `3月5日`, `2025年3月5日`. Takes `YYYY-MM-DD`. */
export function formatDay(day: string, locale: string, now: Date = new Date()): string {
  const date = parseDay(day)
  const zh = locale.startsWith('zh')
  const near: Record<number, string> = zh
    ? { [-1]: '明天', 0: '今天', 1: '昨天' }
    : { [-1]: 'Tomorrow', 0: 'Today', 1: 'Yesterday' }
  return near[daysApart(now, date)] ?? formatDate(date, locale, now)
}

/** `3月5日`, with the year when it is another one. */
export function formatDate(date: Date, locale: string, now: Date = new Date()): string {
  const sameYear = date.getFullYear() === now.getFullYear()
  if (locale.startsWith('zh'))
    return `${sameYear ? '' : `${date.getFullYear()}年`}${date.getMonth() + 1}月${date.getDate()}日`
  return `${MONTHS[date.getMonth()]} ${date.getDate()}${sameYear ? '' : `, ${date.getFullYear()}`}`
}

/** The month of a day: `11月`, with the year when it is another one. Takes `YYYY-MM-DD`. */
export function formatMonth(day: string, locale: string, now: Date = new Date()): string {
  const date = parseDay(day)
  const sameYear = date.getFullYear() === now.getFullYear()
  if (locale.startsWith('zh'))
    return `${sameYear ? '' : `${date.getFullYear()}年`}${date.getMonth() + 1}月`
  return `${MONTHS[date.getMonth()]}${sameYear ? '' : ` ${date.getFullYear()}`}`
}

/** How long ago, for the live feed: `刚刚`, `5 分钟前`, then like `formatWhen`. */
export function formatAgo(instant: string, locale: string, now: Date = new Date()): string {
  const minutes = Math.floor((now.getTime() - new Date(instant).getTime()) / MINUTE)
  const zh = locale.startsWith('zh')
  if (minutes < 1)
    return zh ? '刚刚' : 'just now'
  if (minutes < 60)
    return zh ? `${minutes} 分钟前` : `${minutes} min ago`
  return formatWhen(instant, locale, now)
}

/** `25 秒`, `3 分 20 秒`, `2 小时 5 分`, `3 天 4 小时`: at most two parts. */
export function formatDuration(ms: number, locale: string): string {
  const words = locale.startsWith('zh') ? [' 天', ' 小时', ' 分', ' 秒'] : ['d', 'h', 'm', 's']
  const seconds = Math.max(0, Math.round(ms / 1000))
  const parts = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  const first = parts.findIndex(part => part > 0)
  if (first < 0)
    return `0${words[3]}`
  return parts.slice(first, first + 2)
    .map((part, index) => part > 0 ? `${part}${words[first + index]}` : '')
    .filter(Boolean)
    .join(' ')
}

/** `停留 25 秒` / `stayed 25s`. */
export function formatDwell(ms: number, locale: string): string {
  return locale.startsWith('zh') ? `停留 ${formatDuration(ms, locale)}` : `stayed ${formatDuration(ms, locale)}`
}

export function formatClock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A date as `YYYY-MM-DD` in local time. */
export function toDay(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `YYYY-MM-DD` as local midnight; `new Date(day)` would read it as UTC. */
export function parseDay(day: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date)
}

/** Whole calendar days from `at` to `now` (positive when `at` lies in the past). */
function daysApart(now: Date, at: Date): number {
  // Rounded, because a day with a clock change has 23 or 25 hours.
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY)
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
