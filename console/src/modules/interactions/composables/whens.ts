/** The times people set a next contact for; working hours are close enough at nine. */
export const NEXT_CHOICES = ['none', 'hour', 'tomorrow', 'threeDays', 'week'] as const
export type NextChoice = typeof NEXT_CHOICES[number]

export function nextAt(choice: NextChoice, now: Date): Date | null {
  if (choice === 'none')
    return null
  if (choice === 'hour')
    return new Date(now.getTime() + 3_600_000)
  const days = { tomorrow: 1, threeDays: 3, week: 7 }[choice]
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9)
}
