import type { Card, CardCode, Product } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'

export function showCard(card: Card): void {
  queryClient.setQueryData(['card', card.id], card)
  void queryClient.invalidateQueries({ queryKey: ['cards'] })
}

export function showProduct(product: Product): void {
  queryClient.setQueryData(['product', product.id], product)
  void queryClient.invalidateQueries({ queryKey: ['products'] })
}

export async function publishCard(card: Card): Promise<void> {
  try {
    const saved = await api.call('POST /cards/{id}/publish', { path: { id: card.id }, body: { version: card.version } })
    showCard(saved)
    void queryClient.invalidateQueries({ queryKey: ['content-review', 'card', card.id] })
    if (saved.state === 'draft' || saved.unpublished)
      toast(translate('review.held'), { kind: 'warning' })
    else
      toast(translate(card.state === 'draft' ? 'card.published' : 'card.changesPublished'))
  }
  catch (error) {
    toastError(error)
  }
}

export async function unpublishCard(card: Card): Promise<void> {
  try {
    showCard(await api.call('POST /cards/{id}/unpublish', { path: { id: card.id }, body: { version: card.version } }))
    toast(translate('card.unpublished'))
  }
  catch (error) {
    toastError(error)
  }
}

export async function setDefaultCard(card: Card): Promise<void> {
  try {
    showCard(await api.call('POST /cards/{id}/default', { path: { id: card.id } }))
    toast(translate('card.defaultSet'))
  }
  catch (error) {
    toastError(error)
  }
}

export function deleteCard(card: { id: string, name: string }): Promise<boolean> {
  return deleteWithUndo(
    () => api.call('DELETE /cards/{id}', { path: { id: card.id } }),
    async () => showCard(await api.call('POST /cards/{id}/restore', { path: { id: card.id } })),
    translate('card.deleted', { name: card.name }),
    ['cards'],
  )
}

export function deleteProduct(product: { id: string, name: string }): Promise<boolean> {
  return deleteWithUndo(
    () => api.call('DELETE /products/{id}', { path: { id: product.id } }),
    async () => showProduct(await api.call('POST /products/{id}/restore', { path: { id: product.id } })),
    translate('product.deleted', { name: product.name }),
    ['products'],
  )
}

export function deleteCode(code: CardCode): Promise<boolean> {
  return deleteWithUndo(
    () => api.call('DELETE /codes/{id}', { path: { id: code.id } }),
    () => api.call('POST /codes/{id}/restore', { path: { id: code.id } }),
    translate('code.deleted', { channel: code.channel }),
    ['codes', code.card_id],
  )
}

async function deleteWithUndo(remove: () => Promise<unknown>, restore: () => Promise<unknown>, text: string, queryKey: string[]): Promise<boolean> {
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey })
  try {
    await remove()
  }
  catch (error) {
    toastError(error)
    return false
  }
  await refresh()
  const undo = async (): Promise<void> => {
    await restore().then(() => toast(translate('action.undone')), toastError)
    await refresh()
  }
  toast(text, { action: { text: translate('action.undo'), run: undo } })
  return true
}
