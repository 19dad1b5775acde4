import type { BossMeasure, BossUnit, RankedStaff } from '@api'
import { formatDuration, formatMoneyShort } from '@shared'
import { locale } from '@/kit/i18n'

/** A measure's value as people read it; a dash where there is none. */
export function shown(value: number | null | undefined, unit: BossUnit): string {
  if (value === null || value === undefined)
    return '—'
  if (unit === 'fen')
    return formatMoneyShort(value, locale.value)
  return unit === 'ms' ? formatDuration(value, locale.value) : value.toLocaleString()
}

/** People by a measure (or the whole score), the best first; who has none comes last. */
export function ranked(rows: readonly RankedStaff[], measure: BossMeasure | undefined): RankedStaff[] {
  const worth = (row: RankedStaff): number => {
    const value = measure ? row.values[measure.key] : row.score
    if (value === null || value === undefined)
      return -Infinity
    return measure?.less_is_better ? -value : value
  }
  return rows.slice().sort((one, other) => worth(other) - worth(one) || other.score - one.score)
}
