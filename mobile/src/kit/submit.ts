import type { Ref } from 'vue'
import type { ApiError } from './errors'
import { ref, shallowRef } from 'vue'
import { asApiError } from './errors'
import { timeId } from './ids'
import { note } from './notes'

export interface Submit<A extends unknown[], T> {
  busy: Ref<boolean>
  error: Ref<ApiError | null>
  /** The answer, or undefined when it failed (the error is kept) or a run was under way. */
  run: (...args: A) => Promise<T | undefined>
}

/**
 * One effect per intention: a second tap while busy does nothing, and the same content sent again
 * after a lost answer carries the same key, so the server applies it once.
 */
export function useSubmit<A extends unknown[], T>(send: (key: string, ...args: A) => Promise<T>, options: { quiet?: boolean } = {}): Submit<A, T> {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  let pending: { print: string, key: string } | null = null

  async function run(...args: A): Promise<T | undefined> {
    if (busy.value)
      return undefined
    busy.value = true
    error.value = null
    const print = JSON.stringify(args)
    pending = pending?.print === print ? pending : { print, key: timeId() }
    try {
      const answer = await send(pending.key, ...args)
      pending = null
      return answer
    }
    catch (thrown) {
      error.value = asApiError(thrown)
      if (!error.value.passing)
        pending = null
      if (!options.quiet)
        note(error.value.detail)
      return undefined
    }
    finally {
      busy.value = false
    }
  }
  return { busy, error, run }
}
