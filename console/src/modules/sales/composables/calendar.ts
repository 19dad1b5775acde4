import { addDays } from '@shared'

/** The Monday of a day's week. */
export function monday(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00`).getDay() + 6) % 7))
}

/** The days a calendar shows: one week, or whole weeks around a month. */
export function daysShown(at: string, week: boolean): string[] {
  const start = monday(week ? at : `${at.slice(0, 8)}01`)
  const count = week ? 7 : weeksOf(at, start) * 7
  return Array.from({ length: count }, (_, n) => addDays(start, n))
}

function weeksOf(at: string, start: string): number {
  const after = moved(`${at.slice(0, 8)}01`, 1, false)
  let weeks = 4
  while (addDays(start, weeks * 7) < after)
    weeks += 1
  return weeks
}

/** The same place a week or month earlier or later; the first of a month for months. */
export function moved(at: string, step: number, week: boolean): string {
  if (week)
    return addDays(at, step * 7)
  const months = Number(at.slice(0, 4)) * 12 + Number(at.slice(5, 7)) - 1 + step
  return `${Math.floor(months / 12)}-${String(months % 12 + 1).padStart(2, '0')}-01`
}
