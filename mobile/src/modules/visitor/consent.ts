import type { ConsentPurpose } from '@api'
import { useCard } from '@/modules/card/store'
import { forgetQuery, identity } from '@/platform'
import { visitorHttp } from './http'
import { useVisitor } from './store'

/** Where the visitor was when they left for WeChat: a return that failed names no card. */
const LEFT = 'keliu.left'

export function cardLeft(): { code: string, shareId: string | undefined } | null {
  return (uni.getStorageSync(LEFT) as { code: string, shareId: string | undefined }) || null
}

/** Agreeing: H5 leaves for WeChat and comes back with a ticket, the mini program is done at once. */
export async function agree(purposes: ConsentPurpose[]): Promise<void> {
  const { code, shareId, card } = useCard()
  if (!card)
    return
  const visitor = useVisitor()
  const version = card.consent.version
  const share = shareId ? { share_id: shareId } : {}
  if (identity.kind === 'code') {
    const body = { code: await identity.code(), card_code: code, purposes, version, ...share }
    const session = await visitorHttp('POST /visitor/mini/login', { body })
    visitor.enter(session.token)
    visitor.decide(version, purposes)
    return
  }
  const answer = await visitorHttp('POST /visitor/consent', { body: { code, purposes, version, accept: true, ...share } })
  visitor.decide(version, purposes)
  uni.setStorageSync(LEFT, { code, shareId })
  if (answer.authorize_url)
    identity.go(answer.authorize_url)
}

/** Refusing is remembered on this phone, so that the question is not asked again; nothing else is kept. */
export async function refuse(): Promise<void> {
  const { code, card } = useCard()
  if (!card)
    return
  useVisitor().decide(card.consent.version, [])
  await visitorHttp('POST /visitor/consent', { body: { code, purposes: [], version: card.consent.version, accept: false } })
}

/** Back from WeChat: the ticket works once and leaves the address bar either way. */
export async function enterWith(ticket: string): Promise<void> {
  forgetQuery('enter')
  uni.removeStorageSync(LEFT)
  const session = await visitorHttp('POST /visitor/enter', { body: { ticket } })
  useVisitor().enter(session.token)
}

/** Asked once per version of the text; whoever is known or has answered is left alone. */
export function mustAsk(): boolean {
  const { card } = useCard()
  const { decision, token } = useVisitor()
  if (!card || !card.consent.purposes.length)
    return false
  return decision?.version !== card.consent.version || (decision.purposes.length > 0 && token === null)
}
