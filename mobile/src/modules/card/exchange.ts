import type { ConsentPurpose } from '@api'
import { agree } from '@/modules/visitor/consent'
import { visitorHttp } from '@/modules/visitor/http'
import { useVisitor } from '@/modules/visitor/store'
import { keep } from './holder'
import { useCard } from './store'

/** What somebody says about themselves; kept on this phone so that it is typed once. */
export interface OwnCard { name: string, phone: string, company: string, position: string }
const MINE = 'keliu.mycard'
const WAITING = 'keliu.exchange'
const WAITING_MS = 600_000

export function ownCard(): OwnCard {
  const kept = uni.getStorageSync(MINE) as Partial<OwnCard> | ''
  return { name: '', phone: '', company: '', position: '', ...(kept || {}) }
}

export function rememberOwnCard(mine: OwnCard): void {
  uni.setStorageSync(MINE, mine)
}

async function hand(code: string, mine: OwnCard, version: string): Promise<void> {
  await visitorHttp('POST /visitor/exchange', { body: { ...mine, code, version } })
  const { card } = useCard()
  if (card)
    await keep(card, code).catch(() => {})
}

/** Hands one's own card over; whoever is not known yet agrees first, which on H5 leaves for WeChat. True when it is done. */
export async function exchange(mine: OwnCard): Promise<boolean> {
  const { code, card } = useCard()
  if (!card)
    return false
  rememberOwnCard(mine)
  const visitor = useVisitor()
  if (!visitor.known) {
    uni.setStorageSync(WAITING, { code, mine, at: Date.now() })
    const agreed: ConsentPurpose[] = visitor.decision?.purposes ?? []
    await agree([...new Set([...agreed, 'exchange' as const])])
    if (!visitor.known)
      return false
  }
  uni.removeStorageSync(WAITING)
  await hand(code, mine, card.consent.version)
  return true
}

/** Back from WeChat: what was about to be handed over goes now. True when it went. */
export async function finishExchange(): Promise<boolean> {
  const waiting = uni.getStorageSync(WAITING) as { code: string, mine: OwnCard, at: number } | ''
  uni.removeStorageSync(WAITING)
  const { code, card } = useCard()
  if (!waiting || !card || waiting.code !== code || Date.now() - waiting.at > WAITING_MS || !useVisitor().known)
    return false
  await hand(code, waiting.mine, card.consent.version)
  return true
}
