import { addDays, dayIn, dayStart } from '@shared'
import { merchantZone } from '@/app/session/session'

/**
 * Two days of a filter as the moments the server counts between, in the merchant's zone:
 * the start of the first day and the start of the day after the last.
 * Values that are moments already (a drill-down brings them) stay as they are.
 */
export function between<F extends string, T extends string>(
  from: F,
  to: T,
  values: Record<F | T, string>,
  zone: string = merchantZone(),
): Partial<Record<F | T, string>> {
  return { [from]: moment(values[from], 0, zone), [to]: moment(values[to], 1, zone) } as Partial<Record<F | T, string>>
}

/** The first or last day of a window, for the date picker; the end of a window lies outside of it. */
export function dayOf(value: string, end: boolean, zone: string = merchantZone()): string {
  if (!value || isDay(value))
    return value
  return dayIn(new Date(new Date(value).getTime() - (end ? 1 : 0)), zone)
}

function moment(value: string, daysLater: number, zone: string): string | undefined {
  if (!value || !isDay(value))
    return value || undefined
  return dayStart(addDays(value, daysLater), zone).toISOString()
}

function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value)
}
