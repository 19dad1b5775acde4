import type { Ref } from 'vue'
import { computed, reactive, ref } from 'vue'
import { newKey } from '@/app/http'
import { isApiError } from '@/app/http/errors'
import { errorText } from './errors'

export type FieldErrors<T> = Partial<Record<keyof T & string, string>>

export interface FormOptions<T extends object> {
  initial: () => T
  /** What can be said without the server. */
  validate?: (model: T) => FieldErrors<T>
  /** Names the server uses for a field, when they differ from ours. */
  rename?: Record<string, keyof T & string>
  submit: (model: T, key: string) => Promise<void>
}

/** One form: the model, its errors by field, and a submit that is sent once however often it is pressed. */
export function useForm<T extends object>(options: FormOptions<T>) {
  const model = ref(options.initial()) as Ref<T>
  const errors = reactive<Record<string, string>>({})
  const failure = ref('')
  const busy = ref(false)
  const kept = ref(JSON.stringify(model.value))
  const sent = { body: '', key: '' }

  function reset(next: T = options.initial()): void {
    model.value = next
    kept.value = JSON.stringify(next)
    show({})
    failure.value = ''
  }

  function show(next: FieldErrors<T>): boolean {
    for (const field of Object.keys(errors))
      delete errors[field]
    Object.assign(errors, next)
    return Object.keys(next).length > 0
  }

  /** The same content keeps its key, so a second press after a lost answer changes nothing twice. */
  function keyFor(): string {
    const body = JSON.stringify(model.value)
    if (body !== sent.body)
      Object.assign(sent, { body, key: newKey() })
    return sent.key
  }

  async function submit(): Promise<boolean> {
    failure.value = ''
    if (busy.value || show(options.validate?.(model.value) ?? {}))
      return false
    busy.value = true
    try {
      await options.submit(model.value, keyFor())
      kept.value = JSON.stringify(model.value)
      sent.body = ''
      return true
    }
    catch (error) {
      const mapped = fieldErrors(error, model.value, options.rename)
      if (!show(mapped))
        failure.value = errorText(error)
      return false
    }
    finally {
      busy.value = false
    }
  }

  return { model, errors, failure, busy, submit, reset, dirty: computed(() => JSON.stringify(model.value) !== kept.value) }
}

/** The server's field problems that this form can show beside a field. */
export function fieldErrors<T extends object>(error: unknown, model: T, rename: Record<string, keyof T & string> = {}): FieldErrors<T> {
  if (!isApiError(error))
    return {}
  const pairs = error.errors
    .map(({ field, message }) => [rename[field] ?? field, message] as const)
    .filter(([field]) => field in model || (field.startsWith('custom.') && 'custom' in model))
  return Object.fromEntries(pairs) as FieldErrors<T>
}

/** Only what changed against `before`, for a PATCH. */
export function changes<T extends object>(before: T, after: T): Partial<T> {
  const pairs = Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof T]))
  return Object.fromEntries(pairs) as Partial<T>
}
