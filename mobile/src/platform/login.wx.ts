import type { Identity } from './types'
import { ApiError } from '@/kit/errors'
import { say } from '@/kit/i18n'
import { commonText } from '@/kit/text'

export const identity: Identity = {
  kind: 'code',
  code: () => new Promise((resolve, reject) => {
    uni.login({ success: ({ code }) => resolve(code), fail: () => reject(new ApiError({ status: 0, code: 'no_code', detail: say(commonText, 'noCode') })) })
  }),
}

/** There is no address bar here. */
export function forgetQuery(..._names: string[]): void {}

/** WeChat can hand over the number it is bound to: a button with open-type="getPhoneNumber". */
export const givesPhone = true
