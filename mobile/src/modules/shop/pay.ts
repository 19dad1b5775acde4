import type { PayStart } from '@api'
import type { PaySheet } from '@/platform'
import { pages } from '@/kit/nav'
import { payPort, sharePort } from '@/platform'
import { useCard } from '../card/store'
import { visitorHttp } from '../visitor/http'

const setup = () => visitorHttp('GET /visitor/jssdk', { query: { url: sharePort.signedUrl() ?? '', code: useCard().code } })

/** Opens WeChat's sheet for an order. What came of it is asked of the server afterwards, never believed of the phone. */
export async function payOrder(id: string, key: string): Promise<PaySheet | 'done'> {
  const channel = await payPort.channel(setup)
  const start: PayStart = await visitorHttp('POST /visitor/orders/{id}/pay', { path: { id }, body: { channel }, key })
  if (start.kind === 'done')
    return 'done'
  if (start.kind === 'h5')
    return payPort.leave(start.url, `${pages.payResult}?id=${id}&c=${useCard().code}`)
  const { appId = '', timeStamp = '', nonceStr = '', signType = '', paySign = '' } = start.params
  return payPort.sheet({ appId, timeStamp, nonceStr, package: start.params.package ?? '', signType, paySign })
}
