import type { CustomValues, FieldValue } from '@api'
import { onLoad } from '@dcloudio/uni-app'
import { belongs, slugOf } from '@shared'
import { computed, ref } from 'vue'
import { useText } from '@/kit/i18n'
import { useLoad } from '@/kit/load'
import { goBack } from '@/kit/nav'
import { note } from '@/kit/notes'
import { useSubmit } from '@/kit/submit'
import { commonText } from '@/kit/text'
import { useGate } from '@/modules/session/staff'
import { changedCustom, firstProblem, isAsked, problemOf, useKindForm } from './form'

interface Kept { id: string, version: number, custom: CustomValues }
type Values = object

export interface EditOptions<T extends Kept, F extends Values> {
  kind: string
  /** A reactive object with one value per built-in field. */
  form: F
  get: (id: string) => Promise<T>
  /** The record's values for the form; a masked one is left out. */
  read: (record: T) => Partial<F>
  create: (body: Record<string, unknown>, key: string) => Promise<T>
  update: (id: string, body: Record<string, unknown> & { version: number }) => Promise<T>
  /** What is missing, in words, before anything is sent. */
  missing: () => string
  /** The record's type now: fields may belong to types. */
  type?: () => string
  /** A wrong custom field that is folded away has to be seen. */
  unfold?: () => void
  /** After saving; `fresh` is a new record. */
  done: (saved: T, fresh: boolean) => void | Promise<void>
}

/** Only what was filled in or changed: a role may not change every field, and a masked number never travels. */
export function changedValues<F extends Values>(form: F, before: F | null): Record<string, unknown> {
  const old = before as Record<string, unknown> | null
  return Object.fromEntries(Object.entries(form)
    .map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value] as const)
    .filter(([key, value]) => old ? value !== old[key] : value !== '' && value !== null))
}

/** The page that adds or changes one record: its form, its custom fields, and saving once. */
export function useRecordEdit<T extends Kept, F extends Values>(options: EditOptions<T, F>) {
  const common = useText(commonText)
  const gate = useGate()
  const id = ref('')
  const fields = useKindForm(options.kind)
  const custom = ref<CustomValues>({})
  const tried = ref(false)
  const known = useLoad<T>(() => options.get(id.value))
  let before: F | null = null

  const save = useSubmit((key, body: Record<string, unknown>): Promise<T> => known.data.value
    ? options.update(id.value, { ...body, version: known.data.value.version })
    : options.create(body, key))
  /** The custom fields of the record's type. */
  const own = computed(() => fields.custom.value.filter(field => belongs(field, options.type?.())))
  const wrong = (field: string): string => save.error.value?.field(field) ?? ''

  function wrongCustom(key: string): string {
    const field = fields.custom.value.find(one => one.key === key)
    return wrong(key) || (tried.value && field ? problemOf(field, custom.value[slugOf(key)] ?? null) : '')
  }
  function defaults(): void {
    for (const field of fields.custom.value.filter(isAsked))
      custom.value[slugOf(field.key)] = (field.default ?? null) as FieldValue
  }
  function start(): Promise<void> {
    return gate.pass(async () => {
      await fields.load()
      if (!id.value) {
        defaults()
        return
      }
      await known.load()
      const record = known.data.value
      if (!record)
        return
      Object.assign(options.form, options.read(record))
      before = { ...options.form }
      custom.value = { ...record.custom }
    })
  }
  function body(): Record<string, unknown> {
    const mine = new Set(own.value.map(field => slugOf(field.key)))
    const changed = changedCustom(known.data.value?.custom ?? {}, custom.value)
    const extra = Object.fromEntries(Object.entries(changed).filter(([slug]) => mine.has(slug)))
    return { ...changedValues(options.form, before), ...(Object.keys(extra).length > 0 ? { custom: extra } : {}) }
  }
  async function submit(): Promise<void> {
    tried.value = true
    const missing = options.missing()
    const problem = missing || firstProblem(own.value, custom.value)
    if (problem) {
      if (!missing)
        options.unfold?.()
      note(problem)
      return
    }
    const saved = await save.run(body())
    if (saved) {
      await options.done(saved, !id.value)
      note(common('saved'))
      if (id.value)
        goBack()
    }
    else if (save.error.value?.code === 'stale') {
      note(common('stale'))
      await start()
    }
  }
  onLoad((query) => {
    id.value = String(query?.id ?? '')
    void start()
  })
  return { gate, id, fields, custom, known, save, wrong, wrongCustom, start, submit }
}
