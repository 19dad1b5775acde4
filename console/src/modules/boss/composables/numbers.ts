import type { BossUnit, RankedStaff } from '@api'
import { formatDuration, formatMoney, formatMoneyShort } from '@shared'
import { useI18n } from 'vue-i18n'

/** A measure's value in words: money, time, or a plain number; a dash where there is none. */
export function useNumbers() {
  const { locale } = useI18n()
  function shown(value: number | null | undefined, unit: BossUnit): string {
    if (value === null || value === undefined)
      return '—'
    if (unit === 'fen')
      return formatMoney(value)
    return unit === 'ms' ? formatDuration(value, locale.value) : value.toLocaleString()
  }
  function short(value: number | null | undefined, unit: BossUnit): string {
    return unit === 'fen' && value ? formatMoneyShort(value, locale.value).replace('.00', '') : shown(value, unit)
  }
  return { shown, short }
}

/** People by one measure, the best first; who has nothing of it comes last. `score` is the whole. */
export function rankedBy(rows: readonly RankedStaff[], key: string, lessIsBetter: boolean): RankedStaff[] {
  const worth = (row: RankedStaff): number => {
    const value = key === 'score' ? row.score : row.values[key] ?? null
    if (value === null)
      return -Infinity
    return lessIsBetter ? -value : value
  }
  return [...rows].sort((one, other) => worth(other) - worth(one) || other.score - one.score || one.staff.name.localeCompare(other.staff.name))
}
