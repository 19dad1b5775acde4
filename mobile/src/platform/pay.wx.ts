import type { PayPort } from './types'

export const payPort: PayPort = {
  channel: async () => 'mini',
  sheet: call => new Promise((resolve) => {
    wx.requestPayment({
      timeStamp: call.timeStamp,
      nonceStr: call.nonceStr,
      package: call.package,
      signType: call.signType as 'RSA',
      paySign: call.paySign,
      success: () => resolve('closed'),
      fail: ({ errMsg }) => resolve(/cancel/.test(errMsg) ? 'cancelled' : 'failed'),
    })
  }),
  leave: () => 'failed',
}
