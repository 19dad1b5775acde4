import type { CustomValues, FieldValue, KindField } from '@api'
import type { MaybeRefOrGetter } from 'vue'
import { isCustom, slugOf } from '@shared'
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue } from 'vue'
import { api } from '@/app/http'

/** The form of a kind of record as this person has it: groups and fields in order. */
export function useKindForm(kind: MaybeRefOrGetter<string>, enabled: () => boolean = () => true) {
  const query = useQuery({
    queryKey: computed(() => ['fields', toValue(kind)]),
    queryFn: ({ signal }) => api.call('GET /kinds/{kind}/fields', { path: { kind: toValue(kind) }, signal }),
    staleTime: 60_000,
    enabled,
  })
  const fields = computed<KindField[]>(() => query.data.value?.items ?? [])
  return {
    query,
    form: query.data,
    fields,
    /** What a form asks for, in order. */
    asked: computed(() => fields.value.filter(isAsked)),
    custom: computed(() => fields.value.filter(field => field.custom)),
    fieldOf: (key: string) => fields.value.find(field => field.key === key),
  }
}

/** Filled in by people, and by this person. */
export function isAsked(field: KindField): boolean {
  return field.editable && !field.hidden && field.active && field.right === 'write' && field.mask !== 'always'
}

export type Values = Record<string, unknown>

/** Values by field key of a record: custom ones from its `custom`. */
export function valuesOf(fields: readonly KindField[], record: object & { custom?: CustomValues }): Values {
  const plain = record as Record<string, unknown>
  return Object.fromEntries(fields.map(field => [
    field.key,
    (field.custom ? record.custom?.[slugOf(field.key)] : plain[field.key]) ?? null,
  ]))
}

/** What a new record starts with. */
export function defaultsOf(fields: readonly KindField[]): Values {
  return Object.fromEntries(fields.map(field => [field.key, field.default ?? null]))
}

/** Values by field key as a body carries them. */
export function bodyOf(values: Values): Values {
  const body: Values = {}
  const custom: CustomValues = {}
  for (const [key, value] of Object.entries(values)) {
    const said = typeof value === 'string' ? value.trim() : value
    if (isCustom(key))
      custom[slugOf(key)] = (said === '' ? null : said ?? null) as FieldValue
    else
      body[key] = said
  }
  return Object.keys(custom).length > 0 ? { ...body, custom } : body
}

/** What changed against `before`. */
export function changedValues(before: Values, after: Values): Values {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[key] ?? null)))
}
