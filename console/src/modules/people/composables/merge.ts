import type { MergeField, MergeOut, MergePreview, Operation } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { api, isApiError, newKey } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { errorText } from '@/ui/errors'

const PAUSE_MS = 500
const MOST_ASKS = 60

/** One merge from the preview to the undo; what a person chose survives a fresh preview. */
export function useMerge(ids: () => string[], keepId: () => string) {
  const chosen = ref<Record<string, string>>({})
  const failure = ref('')
  const busy = ref(false)
  const done = ref<MergeOut | null>(null)
  const undone = ref<Operation | null>(null)

  const query = useQuery({
    queryKey: computed(() => ['merge', keepId(), ...ids()]),
    queryFn: () => api.call('POST /customers/merge/preview', { body: { keep_id: keepId(), merge_ids: ids().filter(id => id !== keepId()) } }),
    enabled: () => ids().length > 1 && done.value === null,
    staleTime: 0,
  })
  watch(() => [keepId(), ...ids()].join(), () => chosen.value = {})

  const of = (field: MergeField): string => chosen.value[field.key] ?? field.chosen
  const choose = (field: MergeField, who: string): void => {
    chosen.value = { ...chosen.value, [field.key]: who }
  }

  function refresh(): void {
    for (const name of ['customers', 'customer', 'duplicates', 'timeline', 'search', 'home', 'contacts', 'addresses', 'identities'])
      void queryClient.invalidateQueries({ queryKey: [name] })
  }

  async function merge(plan: MergePreview): Promise<void> {
    failure.value = ''
    busy.value = true
    try {
      done.value = await api.call('POST /customers/merge', {
        body: {
          keep_id: plan.keep.id,
          keep_version: plan.keep.version,
          merge: plan.merge.map(one => ({ id: one.id, version: one.version })),
          choices: chosen.value,
        },
        key: newKey(),
      })
      refresh()
    }
    catch (error) {
      const stale = isApiError(error) && error.code === 'stale'
      failure.value = stale ? translate('merge.stale') : errorText(error)
      if (stale)
        await query.refetch()
    }
    finally {
      busy.value = false
    }
  }

  /** Undoing runs in the background; wait for its end and say how it went. */
  async function undo(): Promise<void> {
    const id = done.value?.operation_id ?? ''
    busy.value = true
    failure.value = ''
    try {
      let operation = await api.call('POST /operations/{id}/undo', { path: { id } })
      for (let ask = 0; operation.state === 'undoing' && ask < MOST_ASKS; ask++) {
        await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
        operation = await api.call('GET /operations/{id}', { path: { id } })
      }
      undone.value = operation
      refresh()
    }
    catch (error) {
      failure.value = errorText(error)
    }
    finally {
      busy.value = false
    }
  }

  return { query, plan: query.data, of, choose, merge, undo, failure, busy, done, undone }
}
