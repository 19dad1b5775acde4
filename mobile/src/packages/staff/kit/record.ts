import type { Ref } from 'vue'
import type { Changed } from '@/kit/changes'
import { onLoad, onPullDownRefresh } from '@dcloudio/uni-app'
import { computed, ref } from 'vue'
import { onChanged } from '@/kit/changes'
import { useLoad } from '@/kit/load'
import { useGate } from '@/modules/session/staff'

export interface RecordOptions {
  /** A page's own, where its other lists ask for it too. */
  id?: Ref<string>
  /** What makes the page load again. */
  on?: Changed[]
  /** What else the page shows of it. */
  also?: () => Promise<unknown>
}

/** The page of one record, opened by its id: behind the gate, pulled down to load again. */
export function useRecordPage<T>(fetch: (id: string) => Promise<T>, { id = ref(''), on = [], also }: RecordOptions = {}) {
  const gate = useGate()
  const record = useLoad<T>(() => fetch(id.value))
  const load = async (): Promise<void> => void await Promise.all([record.load(), also?.()])
  const start = (): Promise<void> => gate.pass(load)
  const failed = computed(() => record.error.value ?? gate.error.value)

  onLoad((query) => {
    id.value = String(query?.id ?? '')
    void start()
  })
  onChanged(on, () => void load())
  onPullDownRefresh(async () => {
    await load()
    uni.stopPullDownRefresh()
  })
  return { id, record, load, start, failed, it: record.data }
}
