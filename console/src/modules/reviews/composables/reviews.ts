import type { ReviewRow, ReviewState } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { confirmed } from '@/ui/confirm'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

export const STATES: readonly ReviewState[] = ['waiting', 'passed', 'refused']
export const TONES: Record<ReviewState, string> = { waiting: 'warning', passed: 'success', refused: 'danger' }

/** Where a card, product, Moment or the front is edited. */
export function pathOf(row: ReviewRow): string {
  if (row.kind === 'shop' || row.kind === 'moment')
    return row.kind === 'shop' ? '/shop-front' : '/moments'
  return `/${row.kind}s/${row.record.id}`
}

/** Let something be shown, or not; the record is read anew wherever it is open. */
export async function judge(row: ReviewRow, passes: boolean): Promise<void> {
  if (passes && !await confirmed(translate('review.sureTitle', { name: row.record.name }), translate('review.sure'), translate('review.pass')))
    return
  try {
    await api.call(passes ? 'POST /content-reviews/{id}/pass' : 'POST /content-reviews/{id}/refuse', { path: { id: row.id } })
    toast(translate(passes ? 'review.passed' : 'review.refused'))
  }
  catch (error) {
    toastError(error)
  }
  for (const key of ['content-reviews', 'content-review', row.kind, `${row.kind}s`])
    void queryClient.invalidateQueries({ queryKey: [key] })
}
