import type { ConsentPurpose } from '@api'
import { useCard } from '@/modules/card/store'
import { useTracker } from '@/modules/radar/tracking'
import { forgetQuery, identity } from '@/platform'
import { visitorHttp } from './http'
import { useVisitor } from './store'

/** Where the visitor was when they left for WeChat: a return that failed names no card. */
const LEFT = 'keliu.left'

/** `fresh`: they agreed to be remembered just now, which they had not done before. */
interface Left { code: string, shareId: string | undefined, fresh?: boolean }

export function cardLeft(): Left | null {
  return (uni.getStorageSync(LEFT) as Left) || null
}

/** Agreeing: H5 leaves for WeChat and comes back with a ticket, the mini program is done at once. */
export async function agree(purposes: ConsentPurpose[]): Promise<void> {
  const { code, shareId, card } = useCard()
  if (!card)
    return
  const visitor = useVisitor()
  const version = card.consent.version
  const share = shareId ? { share_id: shareId } : {}
  const fresh = purposes.includes('radar') && !visitor.decision?.purposes.includes('radar')
  if (identity.kind === 'code') {
    const body = { code: await identity.code(), card_code: code, purposes, version, ...share }
    const session = await visitorHttp('POST /visitor/mini/login', { body })
    visitor.enter(session.token)
    visitor.decide(version, purposes)
    tell(fresh)
    return
  }
  const answer = await visitorHttp('POST /visitor/consent', { body: { code, purposes, version, accept: true, ...share } })
  visitor.decide(version, purposes)
  uni.setStorageSync(LEFT, { code, shareId, fresh })
  if (answer.authorize_url)
    identity.go(answer.authorize_url)
}

/** The radar is told of the yes itself, as the person who said it. */
function tell(fresh: boolean | undefined): void {
  if (fresh && useVisitor().radarToken)
    useTracker().track('consent_given')
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
  const fresh = cardLeft()?.fresh
  uni.removeStorageSync(LEFT)
  const session = await visitorHttp('POST /visitor/enter', { body: { ticket } })
  useVisitor().enter(session.token)
  tell(fresh)
}

/** Asked once per version of the text; whoever is known or has answered is left alone. */
export function mustAsk(): boolean {
  const { card } = useCard()
  const { decision, token } = useVisitor()
  if (!card || !card.consent.purposes.length)
    return false
  return decision?.version !== card.consent.version || (decision.purposes.length > 0 && token === null)
}
