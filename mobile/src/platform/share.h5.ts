import type { ShareMessage, SharePort } from './types'
import { copyText } from './clipboard'
import { sdkNow, sdkUrl, startSdk } from './jssdk.h5'

export const sharePort: SharePort = {
  nativeButton: false,
  signedUrl: sdkUrl,
  start: startSdk,
  offer: (message, sent) => {
    const { title, summary: desc, link, picture: imgUrl } = message
    const sdk = sdkNow()
    sdk?.updateAppMessageShareData({ title, desc, link, imgUrl })
    sdk?.updateTimelineShareData?.({ title, link, imgUrl })
    // The newer call reports when the data was set, only the older one when it was sent.
    sdk?.onMenuShareAppMessage({ title, desc, link, imgUrl, success: sent })
    sdk?.onMenuShareTimeline?.({ title, link, imgUrl, success: sent })
  },
  forward: async (message) => {
    if (sdkNow())
      return 'menu'
    return typeof navigator.share === 'function' ? systemSheet(message) : copied(message)
  },
}

async function systemSheet(message: ShareMessage): Promise<'sent' | 'cancelled' | 'copied'> {
  try {
    await navigator.share({ title: message.title, text: message.summary, url: message.link })
    return 'sent'
  }
  catch (thrown) {
    return thrown instanceof DOMException && thrown.name === 'AbortError' ? 'cancelled' : copied(message)
  }
}

async function copied(message: ShareMessage): Promise<'copied'> {
  await copyText(`${message.title} ${message.link}`)
  return 'copied'
}
