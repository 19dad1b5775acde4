import type { Day, Metric, TargetCell, TargetLine } from '@api'
import { formatMoneyShort } from '@shared'
import { locale } from '@/kit/i18n'

/** A figure of a metric as people read it. */
export function figure(metric: Metric, value: number): string {
  return metric === 'won_count' ? String(value) : formatMoneyShort(value, locale.value)
}

export function percentOf(cell: Pick<TargetCell, 'target' | 'actual'>): number {
  return cell.target ? Math.floor(cell.actual / cell.target * 100) : 0
}

/** The cell of a month; nothing where the line has none. */
export function cellOf(line: TargetLine, month: Day): TargetCell | undefined {
  return line.cells.find(cell => cell.month === month)
}
