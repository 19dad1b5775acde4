import type { ImportPolicy, ImportSheet } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { useOperation } from './useOperation'

export type Step = 'map' | 'check' | 'run'

/** A sheet with its mapping, dry run and import. */
export function useImport(id: () => string) {
  const key = computed(() => ['import', id()])
  const query = useQuery({ queryKey: key, queryFn: () => api.call('GET /imports/{id}', { path: { id: id() } }) })
  const sheet = computed(() => query.data.value)
  const busy = ref(false)
  const check = useOperation(() => sheet.value?.check_id)
  const run = useOperation(() => sheet.value?.run_id)
  const step = computed<Step>(() => sheet.value?.run_id ? 'run' : sheet.value?.check_id ? 'check' : 'map')

  watch([() => check.operation.value?.state, () => run.operation.value?.state], () => {
    void queryClient.invalidateQueries({ queryKey: key.value })
    void queryClient.invalidateQueries({ queryKey: ['import-rows', id()] })
  })

  async function act(work: () => Promise<ImportSheet>): Promise<boolean> {
    busy.value = true
    try {
      queryClient.setQueryData(key.value, await work())
      return true
    }
    catch (error) {
      toastError(error)
      return false
    }
    finally {
      busy.value = false
    }
  }

  const path = () => ({ path: { id: id() } })
  return {
    query,
    sheet,
    step,
    busy,
    check,
    run,
    save: (mapping: (string | null)[], policy: Partial<ImportPolicy>) => act(() => api.call('PATCH /imports/{id}', { ...path(), body: { mapping, policy, version: sheet.value?.version ?? 0 } })),
    startCheck: () => act(() => api.call('POST /imports/{id}/check', path())),
    startRun: () => act(() => api.call('POST /imports/{id}/run', path())),
  }
}
