import type { Scanned, ShareSetup } from './types'
import { mayBeWeChat, sdkNow, startSdk } from './jssdk.h5'

/** WeChat's scanner where the page runs in WeChat; elsewhere the code is typed. */
export async function scanCode(setup: () => Promise<ShareSetup>): Promise<Scanned> {
  if (mayBeWeChat())
    await startSdk(setup)
  const scan = sdkNow()?.scanQRCode
  if (!scan)
    return 'typed'
  return new Promise((resolve) => {
    scan({
      needResult: 1,
      success: ({ resultStr }) => resolve({ text: resultStr }),
      cancel: () => resolve('cancelled'),
      fail: () => resolve('typed'),
    })
  })
}
