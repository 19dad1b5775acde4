import type { Ref } from 'vue'
import type { ApiError } from './errors'
import { ref, shallowRef } from 'vue'
import { asApiError } from './errors'

export interface Loaded<T> {
  data: Ref<T | null>
  error: Ref<ApiError | null>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/** One thing from the server. A reload keeps showing what is there; only the latest answer counts. */
export function useLoad<T>(fetch: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const loading = ref(false)
  let round = 0

  async function load(): Promise<void> {
    const mine = ++round
    loading.value = true
    error.value = null
    try {
      const answer = await fetch()
      if (mine === round)
        data.value = answer
    }
    catch (thrown) {
      if (mine === round)
        error.value = asApiError(thrown)
    }
    finally {
      if (mine === round)
        loading.value = false
    }
  }
  return { data, error, loading, load }
}
