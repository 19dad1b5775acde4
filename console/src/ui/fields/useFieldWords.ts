import type { KindField } from '@api'
import { fieldProblem, fieldText, isEmptyValue, problemValues, regionText } from '@shared'
import { useI18n } from 'vue-i18n'
import { now } from '../now'
import { reference, useRegions } from './names'

/** Fields in the language of the moment: their label, their values, and what is wrong with one. */
export function useFieldWords() {
  const { t, locale } = useI18n()

  function label(field: Pick<KindField, 'label'>): string {
    return locale.value.startsWith('zh') ? field.label.zh : field.label.en
  }

  function text(field: KindField, value: unknown): string {
    return fieldText(field, value, {
      locale: locale.value,
      now: now.value,
      nameOf: (type, id) => reference(type, id)?.name ?? '…',
      regionOf: code => regionText(useRegions().value, code),
    })
  }

  function problem(field: KindField, value: unknown): string {
    const wrong = fieldProblem(field, value)
    return wrong ? t(`field.problem.${wrong}`, problemValues(field)) : ''
  }

  /** Problems by field key. */
  function problems(fields: readonly KindField[], values: Record<string, unknown>): Record<string, string> {
    const pairs = fields.map(field => [field.key, problem(field, values[field.key])] as const)
    return Object.fromEntries(pairs.filter(([, sentence]) => sentence !== ''))
  }

  return { t, locale, label, text, problem, problems, isEmpty: isEmptyValue }
}
