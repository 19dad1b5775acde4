import type { Page } from '@api'
import { onLoad, onPullDownRefresh, onReachBottom } from '@dcloudio/uni-app'
import { computed, ref } from 'vue'
import { usePaged } from '@/kit/paged'
import { useGate } from '@/modules/session/staff'
import { drilled } from '../home/drill'

const TYPING_MS = 300

interface Asked { q?: string, state?: string, cursor?: string, limit: number }

/** A searchable list with a chip for the state, or exactly the rows behind the figure it was opened from. */
export function useStateList<T extends { id: string }>(fetch: (query: Asked & Record<string, string | number | undefined>) => Promise<Page<T>>, first = 'all') {
  const gate = useGate()
  const words = ref('')
  const state = ref(first)
  const preset = ref<Record<string, string>>({})
  const fixed = computed(() => Object.keys(preset.value).length > 0)
  const narrowed = computed(() => fixed.value || words.value.trim() !== '' || state.value !== first)
  const list = usePaged<T>(cursor => fetch({
    limit: 30,
    ...(fixed.value ? preset.value : {}),
    ...(!fixed.value && state.value !== 'all' ? { state: state.value } : {}),
    ...(words.value.trim() ? { q: words.value.trim() } : {}),
    ...(cursor ? { cursor } : {}),
  }))
  let timer: ReturnType<typeof setTimeout> | undefined

  function type(text: string): void {
    words.value = text
    clearTimeout(timer)
    timer = setTimeout(() => void list.refresh(), TYPING_MS)
  }
  async function choose(next: string): Promise<void> {
    state.value = next
    list.items.value = []
    await list.refresh()
  }
  const start = (): Promise<void> => gate.pass(list.refresh)

  onLoad((query) => {
    preset.value = drilled(query?.drill as string | undefined)
    state.value = String(query?.state ?? first)
    void start()
  })
  onReachBottom(list.more)
  onPullDownRefresh(async () => {
    await list.refresh()
    uni.stopPullDownRefresh()
  })
  return { gate, words, state, fixed, narrowed, list, type, choose, start }
}
