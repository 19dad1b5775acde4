export type NextChoice = 'none' | 'tomorrow' | 'threeDays' | 'nextWeek' | 'pickTime'

const MORNING = 9

/** The moment a chip means: nine in the morning, tomorrow, in three days, or next Monday. */
export function chipTime(choice: NextChoice, now: Date = new Date()): Date | null {
  const days = { tomorrow: 1, threeDays: 3, nextWeek: daysToMonday(now) }
  if (choice === 'none' || choice === 'pickTime')
    return null
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days[choice], MORNING)
}

function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7
}

/** `2026-11-21` and `14:05` as one local moment. */
export function pickedTime(day: string, clock: string): Date | null {
  const [year, month, date] = day.split('-').map(Number)
  const [hour, minute] = clock.split(':').map(Number)
  if (!year || !month || !date || hour === undefined || minute === undefined)
    return null
  return new Date(year, month - 1, date, hour, minute)
}
