import type { PayCall, PayPort, PaySheet, ShareSetup } from './types'
import { mayBeWeChat, sdkNow, startSdk } from './jssdk.h5'

interface Bridge { invoke: (name: string, asked: PayCall, then: (answer: { err_msg: string }) => void) => void }

const bridge = (): Bridge | undefined => (window as unknown as { WeixinJSBridge?: Bridge }).WeixinJSBridge

function bySdk(call: PayCall): Promise<PaySheet> {
  return new Promise((resolve) => {
    // The SDK spells this one name in small letters.
    sdkNow()?.chooseWXPay?.({
      timestamp: call.timeStamp,
      nonceStr: call.nonceStr,
      package: call.package,
      signType: call.signType,
      paySign: call.paySign,
      success: () => resolve('closed'),
      cancel: () => resolve('cancelled'),
      fail: () => resolve('failed'),
    })
  })
}

function byBridge(below: Bridge, call: PayCall): Promise<PaySheet> {
  return new Promise((resolve) => {
    below.invoke('getBrandWCPayRequest', call, ({ err_msg }) => {
      resolve(err_msg.endsWith(':ok') ? 'closed' : err_msg.endsWith(':cancel') ? 'cancelled' : 'failed')
    })
  })
}

export const payPort: PayPort = {
  channel: async (setup: () => Promise<ShareSetup>) => {
    if (!mayBeWeChat())
      return 'h5'
    return bridge() || await startSdk(setup) ? 'oa' : 'h5'
  },
  sheet: async (call) => {
    const below = bridge()
    if (sdkNow()?.chooseWXPay)
      return bySdk(call)
    return below ? byBridge(below, call) : 'failed'
  },
  leave: (url, back) => {
    const here = `${location.origin}${location.pathname}#${back}`
    location.href = `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(here)}`
    return 'left'
  },
}
