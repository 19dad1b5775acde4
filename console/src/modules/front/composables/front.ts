import type { AnyBlock, FrontDraft } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { useDebounceFn } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { api, newKey } from '@/app/http'
import { isApiError } from '@/app/http/errors'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

const TYPING_MS = 500

/** The draft under the editor's hands, what it looks like, and its way to customers. */
export function useFront(learn: (draft: FrontDraft) => void) {
  const query = useQuery({ queryKey: ['shop-front'], queryFn: ({ signal }) => api.call('GET /shop-front', { signal }), staleTime: 0 })
  const blocks = ref<AnyBlock[]>([])
  const kept = ref('')
  const busy = ref<'' | 'save' | 'publish'>('')
  const draft = computed(() => query.data.value)
  const dirty = computed(() => !!draft.value && JSON.stringify(blocks.value) !== kept.value)

  function take(answer: FrontDraft): void {
    learn(answer)
    blocks.value = JSON.parse(JSON.stringify(answer.blocks)) as AnyBlock[]
    kept.value = JSON.stringify(blocks.value)
  }
  // A refetch in the background never takes away what somebody is writing.
  watch(draft, answer => answer && (!dirty.value || !kept.value) && take(answer), { immediate: true })

  function answered(answer: FrontDraft): FrontDraft {
    take(answer)
    queryClient.setQueryData(['shop-front'], answer)
    void queryClient.invalidateQueries({ queryKey: ['shop-front', 'editions'] })
    return answer
  }

  async function send(what: 'save' | 'publish', work: () => Promise<FrontDraft>): Promise<FrontDraft | null> {
    busy.value = what
    try {
      return answered(await work())
    }
    catch (error) {
      if (isApiError(error) && error.code === 'stale') {
        kept.value = ''
        await query.refetch()
        toast(translate('front.stale'), { kind: 'warning' })
      }
      else {
        toastError(error)
      }
      return null
    }
    finally {
      busy.value = ''
    }
  }

  const put = (): Promise<FrontDraft> => api.call('PUT /shop-front', { body: { version: draft.value!.version, blocks: blocks.value } })
  async function save(): Promise<void> {
    if (await send('save', put))
      toast(translate('front.saved'))
  }
  async function publish(): Promise<void> {
    const saved = dirty.value ? await send('publish', put) : draft.value
    const shown = saved && await send('publish', () => api.call('POST /shop-front/publish', { body: { version: saved.version }, key: newKey() }))
    if (shown)
      toast(translate(shown.waiting === null ? 'front.published' : 'front.held'))
  }
  async function reset(): Promise<void> {
    if (await send('save', () => api.call('POST /shop-front/reset', { body: { version: draft.value!.version }, key: newKey() })))
      toast(translate('front.resetDone'))
  }
  async function restore(id: string, number: number): Promise<void> {
    if (await send('save', () => api.call('POST /shop-front/editions/{id}/restore', { path: { id }, body: { version: draft.value!.version }, key: newKey() })))
      toast(translate('front.restored', { n: number }))
  }
  return { query, draft, blocks, dirty, busy, save, publish, reset, restore }
}

/** What customers would see of the blocks, a moment after the last stroke. */
export function usePreview(blocks: () => AnyBlock[]) {
  const asked = ref('')
  const settle = useDebounceFn(() => asked.value = JSON.stringify(blocks()), TYPING_MS)
  watch(() => JSON.stringify(blocks()), settle, { immediate: true })
  return useQuery({
    queryKey: computed(() => ['shop-front', 'preview', asked.value]),
    queryFn: ({ signal }) => api.call('POST /shop-front/preview', { body: { blocks: JSON.parse(asked.value) as AnyBlock[] }, signal }),
    enabled: () => asked.value !== '',
    placeholderData: old => old,
    gcTime: 0,
  })
}
