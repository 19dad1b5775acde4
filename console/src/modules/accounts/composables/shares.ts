import type { ShareRow } from '@api'
import { api } from '@/app/http'
import { i18n } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { confirmed } from '@/ui/confirm'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

/** End one temporary access, after asking. */
export async function takeBack(share: ShareRow): Promise<void> {
  const { t } = i18n.global
  const names = { who: share.staff.name, name: share.record.name }
  if (!await confirmed(t('access.takeBackTitle', names), t('access.takeBackText'), t('access.takeBack')))
    return
  try {
    await api.call('POST /access/shares/{id}/revoke', { path: { id: share.id } })
    toast(t('access.takenBack'))
  }
  catch (error) {
    toastError(error)
  }
  await queryClient.invalidateQueries({ queryKey: ['shares'] })
}
