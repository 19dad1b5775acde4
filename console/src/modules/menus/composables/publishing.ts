import type { MenuPublication } from '@api'
import type { useDraft } from './draft'
import { ref } from 'vue'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { confirmed } from '@/ui/confirm'
import { toastError } from '@/ui/errors'

/** Make the draft live or take the menu off; `last` says how it ended. */
export function usePublishing(draft: ReturnType<typeof useDraft>) {
  const busy = ref(false)
  const last = ref<MenuPublication | null>(null)

  async function attempt(work: (id: string, version: number) => Promise<MenuPublication>): Promise<void> {
    busy.value = true
    last.value = null
    try {
      const kept = await draft.settled()
      if (kept)
        last.value = await work(kept.account_id, kept.version)
      await draft.refresh()
      await queryClient.invalidateQueries({ queryKey: ['wxmenu-history'] })
    }
    catch (error) {
      toastError(error)
    }
    busy.value = false
  }

  const publish = (): Promise<void> => attempt((id, version) => api.call('POST /wechat/menus/{id}/publish', { path: { id }, body: { version } }))
  async function withdraw(name: string): Promise<void> {
    if (await confirmed(translate('wxmenu.withdrawTitle', { name }), translate('wxmenu.withdrawText'), translate('wxmenu.withdraw')))
      await attempt(id => api.call('POST /wechat/menus/{id}/withdraw', { path: { id } }))
  }
  return { publish, withdraw, busy, last }
}
