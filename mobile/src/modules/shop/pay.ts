import type { PayStart } from '@api'
import type { PayChannel, PaySheet } from '@/platform'
import { formatMoney } from '@shared'
import { say } from '@/kit/i18n'
import { pages } from '@/kit/nav'
import { pick } from '@/kit/notes'
import { payPort, sharePort } from '@/platform'
import { useCard } from '../card/store'
import { visitorHttp } from '../visitor/http'
import { shopText } from './text'

const setup = () => visitorHttp('GET /visitor/jssdk', { query: { url: sharePort.signedUrl() ?? '', code: useCard().code } })

/** Whoever has enough stored value at this merchant is asked how to pay; null when they change their mind. */
async function wayToPay(total: number): Promise<PayChannel | 'balance' | null> {
  const card = await visitorHttp('GET /visitor/member').then(mine => mine.card, () => null)
  const balance = card?.state === 'active' ? card.balance_fen : 0
  if (balance < total)
    return payPort.channel(setup)
  const at = await pick([say(shopText, 'payBalance', { sum: formatMoney(balance) }), say(shopText, 'payWechat')])
  return at === 0 ? 'balance' : at === 1 ? payPort.channel(setup) : null
}

/** Opens WeChat's sheet for an order. What came of it is asked of the server afterwards, never believed of the phone. */
export async function payOrder(order: { id: string, total_fen: number, kind?: string }, key: string): Promise<PaySheet | 'done'> {
  const { id } = order
  // A top-up fills the balance, so it is not paid from it.
  const channel = order.kind === 'topup' ? await payPort.channel(setup) : await wayToPay(order.total_fen)
  if (!channel)
    return 'cancelled'
  const start: PayStart = await visitorHttp('POST /visitor/orders/{id}/pay', { path: { id }, body: { channel }, key })
  if (start.kind === 'done')
    return 'done'
  if (start.kind === 'h5')
    return payPort.leave(start.url, `${pages.payResult}?id=${id}&c=${useCard().code}`)
  const { appId = '', timeStamp = '', nonceStr = '', signType = '', paySign = '' } = start.params
  return payPort.sheet({ appId, timeStamp, nonceStr, package: start.params.package ?? '', signType, paySign })
}
