import type { MenuContent, MenuDraft } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { useDebounceFn } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { api } from '@/app/http'
import { isApiError } from '@/app/http/errors'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'

export type Saving = 'saved' | 'waiting' | 'saving' | 'failed'

/** The draft of one account: changed here, kept by itself a moment later. */
export function useDraft(id: () => string, mayWrite: () => boolean) {
  const key = computed(() => ['wxmenu', id()])
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.call('GET /wechat/menus/{id}', { path: { id: id() } }),
    enabled: () => id() !== '',
    refetchOnWindowFocus: false,
  })
  const content = ref<MenuContent>({ buttons: [], variants: [] })
  const saving = ref<Saving>('saved')
  let kept = ''

  function take(draft: MenuDraft): void {
    kept = JSON.stringify(draft.content)
    content.value = JSON.parse(kept) as MenuContent
    saving.value = 'saved'
  }
  watch(query.data, draft => draft && JSON.stringify(draft.content) !== kept && saving.value !== 'saving' && take(draft), { immediate: true })

  async function save(): Promise<void> {
    const draft = query.data.value
    const sent = JSON.stringify(content.value)
    if (!draft || sent === kept || saving.value === 'saving')
      return
    saving.value = 'saving'
    try {
      const body = { content: content.value, version: draft.version }
      const saved = await api.call('PATCH /wechat/menus/{id}', { path: { id: draft.account_id }, body })
      kept = sent
      saving.value = 'saved'
      queryClient.setQueryData(key.value, { ...saved, content: JSON.parse(sent) as MenuContent })
    }
    catch (error) {
      saving.value = 'failed'
      toastError(error)
      const current = isApiError(error) ? error.current<MenuDraft>() : undefined
      if (current) {
        queryClient.setQueryData(key.value, current)
        take(current)
      }
      return
    }
    // What was typed meanwhile goes after it.
    if (JSON.stringify(content.value) !== kept)
      await save()
  }
  const later = useDebounceFn(save, 600)
  watch(content, (now) => {
    if (!mayWrite() || JSON.stringify(now) === kept)
      return
    saving.value = saving.value === 'saving' ? 'saving' : 'waiting'
    void later()
  }, { deep: true })

  /** Everything kept, before it is published or compared. */
  async function settled(): Promise<MenuDraft | undefined> {
    await save()
    return saving.value === 'saved' ? query.data.value : undefined
  }

  function replace(draft: MenuDraft): void {
    queryClient.setQueryData(key.value, draft)
    take(draft)
  }

  async function refresh(): Promise<void> {
    await queryClient.invalidateQueries({ queryKey: ['wxmenu'] })
    await queryClient.invalidateQueries({ queryKey: ['wxmenus'] })
  }

  return { query, content, saving, draft: query.data, settled, replace, refresh }
}
