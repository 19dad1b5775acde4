import type { LabelText } from '@shared'
import { formatDay, formatDuration, formatMoney, formatWhen, labelOf, textOf } from '@shared'
import { useI18n } from 'vue-i18n'
import { now } from './now'

/** The shared formats in the language of the moment. */
export function useWords() {
  const { t, locale } = useI18n()
  return {
    t,
    locale,
    money: formatMoney,
    when: (instant: string) => formatWhen(instant, locale.value, now.value),
    day: (value: string) => formatDay(value, locale.value, now.value),
    duration: (ms: number) => formatDuration(ms, locale.value),
    label: (labels: Record<string, LabelText>, key: string) => labelOf(labels, key, locale.value),
    text: (value: LabelText) => textOf(value, locale.value),
    options: (labels: Record<string, LabelText>) => Object.entries(labels).map(([value, words]) => ({ value, label: textOf(words, locale.value) })),
  }
}
