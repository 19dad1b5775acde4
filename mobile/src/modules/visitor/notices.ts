import type { SubscribeOffer } from '@api'
import type { NoticeAnswers } from '@/platform'
import { useCard } from '@/modules/card/store'
import { noticePort, sharePort } from '@/platform'
import { visitorHttp } from './http'
import { useVisitor } from './store'

const setup = () => visitorHttp('GET /visitor/jssdk', { query: { url: sharePort.signedUrl() ?? '', code: useCard().code } })

/** What this customer may be asked here; nothing outside of WeChat or before they are known. */
export async function noticeOffers(): Promise<SubscribeOffer[]> {
  if (!useVisitor().known)
    return []
  const { items } = await visitorHttp('GET /visitor/subscriptions', { query: { app: noticePort.app } })
  return items.length > 0 && await noticePort.usable(setup) ? items : []
}

/** The ledger counts a yes only once, whoever tells it: WeChat or this page. */
export async function noticesAnswered(answers: NoticeAnswers): Promise<SubscribeOffer[]> {
  return (await visitorHttp('POST /visitor/subscriptions', { body: { app: noticePort.app, answers } })).items
}
