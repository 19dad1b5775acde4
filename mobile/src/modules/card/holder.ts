import type { HeldCard, PublicCard } from '@api'
import { visitorHttp } from '@/modules/visitor/http'
import { useVisitor } from '@/modules/visitor/store'

/**
 * The card holder. Across merchants it lives on this phone alone: no merchant learns whose other
 * cards somebody keeps. Where the person is known, each merchant keeps its own cards for them too,
 * so that a new phone finds these again.
 */
export type KeptCard = HeldCard & { merchant_id: string }
const KEPT = 'keliu.holder'
const MOST = 200

export function keptCards(): KeptCard[] {
  return (uni.getStorageSync(KEPT) as KeptCard[]) || []
}

function store(cards: KeptCard[]): void {
  uni.setStorageSync(KEPT, cards.slice(0, MOST))
}

export function isKept(cardId: string): boolean {
  return keptCards().some(one => one.card_id === cardId)
}

export async function keep(data: PublicCard, code: string): Promise<void> {
  const { id, name, title, company, avatar_url } = data.card
  const card: KeptCard = { card_id: id, code, name, title, company, avatar_url, merchant: data.merchant.short_name, merchant_id: data.merchant.id, held_at: new Date().toISOString(), shown: true }
  store([card, ...keptCards().filter(one => one.card_id !== id)])
  if (useVisitor().known)
    await visitorHttp('POST /visitor/holder', { body: { code } })
}

/** Brings what this merchant keeps for the person onto the phone. */
export async function refreshKept(merchantId: string): Promise<void> {
  if (!useVisitor().known)
    return
  const { items } = await visitorHttp('GET /visitor/holder')
  const ours = items.map(one => ({ ...one, merchant_id: merchantId }))
  const known = new Set(ours.map(one => one.card_id))
  store([...ours, ...keptCards().filter(one => !known.has(one.card_id))].sort((a, b) => b.held_at.localeCompare(a.held_at)))
}

export async function letGo(card: KeptCard, merchantId: string | undefined): Promise<void> {
  if (useVisitor().known && card.merchant_id === merchantId) {
    try {
      await visitorHttp('DELETE /visitor/holder/{id}', { path: { id: card.card_id } })
    }
    catch (thrown) {
      // Kept on this phone only: there is nothing to remove elsewhere.
      if ((thrown as { status?: number }).status !== 404)
        throw thrown
    }
  }
  store(keptCards().filter(one => one.card_id !== card.card_id))
}
