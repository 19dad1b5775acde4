import type { CustomValues, FieldReference, FieldValue, KindField, KindForm, Ref as Named } from '@api'
import type { RegionNode } from '@shared'
import { fieldProblem, fieldText as fieldWords, problemValues, regionNodes, regionText, slugOf } from '@shared'
import { computed, reactive, shallowRef } from 'vue'
import { locale, say } from '@/kit/i18n'
import { http } from '@/modules/session/http'
import { fieldText } from './text'

const STALE_MS = 60_000
const forms = reactive(new Map<string, { at: number, form: KindForm }>())
const names = reactive(new Map<string, FieldReference>())
const asked = new Set<string>()
const regions = shallowRef<RegionNode[]>([])
const people = shallowRef<Named[]>([])

/** The form of a kind of record as this person has it; asked for again after a minute. */
export function useKindForm(kind: string) {
  async function load(): Promise<void> {
    const known = forms.get(kind)
    if (!known || Date.now() - known.at > STALE_MS)
      forms.set(kind, { at: Date.now(), form: await http('GET /kinds/{kind}/fields', { path: { kind } }) })
  }
  const fields = computed<KindField[]>(() => forms.get(kind)?.form.items ?? [])
  return {
    load,
    fields,
    custom: computed(() => fields.value.filter(field => field.custom)),
    /** Whether this person fills in a built-in field; everything until the form is here. */
    asks: (key: string): boolean => {
      const field = fields.value.find(one => one.key === key)
      return fields.value.length === 0 || (!!field && isAsked(field))
    },
    needs: (key: string): boolean => fields.value.some(field => field.key === key && field.required),
  }
}

export function isAsked(field: KindField): boolean {
  return field.editable && !field.hidden && field.active && field.right === 'write' && field.mask !== 'always'
}

export function labelOfField(field: KindField): string {
  return locale.value === 'en' ? field.label.en : field.label.zh
}

/** What is wrong with a value, in words; empty when nothing is. */
export function problemOf(field: KindField, value: unknown): string {
  const wrong = fieldProblem(field, value)
  return wrong ? say(fieldText, wrong === 'whole' ? 'whole_number' : wrong, problemValues(field)) : ''
}

/** The first wrong custom value: `客户编号:这一项要填`. */
export function firstProblem(fields: readonly KindField[], values: CustomValues): string {
  for (const field of fields.filter(isAsked)) {
    const wrong = problemOf(field, values[slugOf(field.key)] ?? null)
    if (wrong)
      return `${labelOfField(field)}:${wrong}`
  }
  return ''
}

export function textOfField(field: KindField, value: unknown): string {
  return fieldWords(field, value, {
    locale: locale.value,
    now: new Date(),
    nameOf: (type, id) => nameOf(type, id)?.name ?? '…',
    regionOf: code => regionText(regionsNow(), code),
  })
}

/** Label and value of every custom field that has one. */
export function filledIn(fields: readonly KindField[], values: CustomValues): [string, string][] {
  return fields.map(field => [labelOfField(field), textOfField(field, values[slugOf(field.key)])])
}

/** What stands behind an id; undefined until the answer is here. */
export function nameOf(type: string, id: string): FieldReference | undefined {
  const key = `${type}:${id}`
  if (!names.has(key) && !asked.has(key)) {
    asked.add(key)
    http('GET /kinds/references', { query: { [type]: id } })
      .then(({ items }) => items.forEach(remember), () => asked.delete(key))
  }
  return names.get(key)
}

export function remember(entry: FieldReference): void {
  names.set(`${entry.type}:${entry.id}`, entry)
}

/** 省市区, loaded when first needed. */
export function regionsNow(): RegionNode[] {
  if (regions.value.length === 0 && !asked.has('regions')) {
    asked.add('regions')
    http('GET /regions').then(tree => regions.value = regionNodes(tree), () => asked.delete('regions'))
  }
  return regions.value
}

/** Colleagues to pick from. */
export function colleaguesNow(): Named[] {
  if (people.value.length === 0 && !asked.has('people')) {
    asked.add('people')
    http('GET /staff/options', { query: { q: '' } }).then(({ items }) => people.value = items, () => asked.delete('people'))
  }
  return people.value
}

/** Only what changed against `before`; a value that went away is null. */
export function changedCustom(before: CustomValues, after: CustomValues): CustomValues {
  const pairs = Object.entries(after).filter(([slug, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[slug] ?? null))
  return Object.fromEntries(pairs) as Record<string, FieldValue>
}
