import { visitorHttp } from './http'
import { useVisitor } from './store'

/** What WeChat's button says: a code when the person agreed, only words when they did not. */
export interface PhoneAnswer { detail: { code?: string, errMsg?: string } }

const asked = (merchantId: string): string => `keliu.phone.${merchantId}`

/** Offered once to each known visitor; afterwards it waits on the privacy page. */
export function mayAskPhone(): boolean {
  const { known, merchantId } = useVisitor()
  return known && !uni.getStorageSync(asked(merchantId))
}

export function phoneWasAsked(): void {
  uni.setStorageSync(asked(useVisitor().merchantId), true)
}

/** Leaves the number: the code of WeChat's button, or what was typed. The answer is the number with stars. */
export async function leavePhone(given: { code: string } | { phone: string }): Promise<string> {
  const { phone_masked } = await visitorHttp('POST /visitor/phone', { body: given })
  phoneWasAsked()
  return phone_masked
}
