import { identity } from '@/platform'
import { useCard } from '../card/store'
import { agree } from '../visitor/consent'
import { visitorHttp } from '../visitor/http'
import { useVisitor } from '../visitor/store'
import { rememberWanted } from './wanted'

/** Whoever agreed before is known again without a question; true when they are. Only the mini program can ask silently. */
export async function knownAgain(): Promise<boolean> {
  const visitor = useVisitor()
  const { code, card } = useCard()
  if (visitor.known || identity.kind !== 'code' || !card)
    return visitor.known
  try {
    const body = { code: await identity.code(), card_code: code, purposes: [], version: card.consent.version }
    visitor.enter((await visitorHttp('POST /visitor/mini/login', { body })).token)
  }
  catch {
    // Nobody we know: they are asked.
  }
  return visitor.known
}

/** Agrees to being recognised for orders; H5 leaves for WeChat and comes back to `path`. */
export async function signInForOrders(path: string): Promise<void> {
  rememberWanted(path)
  const agreed = useVisitor().decision?.purposes ?? []
  await agree([...new Set([...agreed, 'order' as const])])
}
