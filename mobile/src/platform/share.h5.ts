import type { ShareMessage, SharePort, ShareSetup } from './types'
import { copyText } from './clipboard'

interface JsSdk {
  config: (options: Omit<ShareSetup, 'script_url'>) => void
  ready: (then: () => void) => void
  error: (then: (problem: unknown) => void) => void
  updateAppMessageShareData: (options: { title: string, desc: string, link: string, imgUrl: string }) => void
  updateTimelineShareData?: (options: { title: string, link: string, imgUrl: string }) => void
  onMenuShareAppMessage: (options: { title: string, desc: string, link: string, imgUrl: string, success: () => void }) => void
}

const READY_WITHIN_MS = 8000
let sdk: JsSdk | null = null
let starting: Promise<boolean> | null = null

function load(url: string): Promise<JsSdk> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.async = true
    script.onload = () => {
      const found = window as unknown as { wx?: JsSdk, jWeixin?: JsSdk }
      const loaded = found.jWeixin ?? found.wx
      loaded ? resolve(loaded) : reject(new Error('no sdk'))
    }
    script.onerror = () => reject(new Error('script refused'))
    document.head.append(script)
  })
}

async function begin(setup: () => Promise<ShareSetup>): Promise<boolean> {
  try {
    const { script_url, ...config } = await setup()
    const loaded = await load(script_url)
    const ready = await new Promise<boolean>((resolve) => {
      loaded.ready(() => resolve(true))
      loaded.error(() => resolve(false))
      setTimeout(resolve, READY_WITHIN_MS, false)
      loaded.config(config)
    })
    sdk = ready ? loaded : null
    return ready
  }
  catch {
    return false
  }
}

export const sharePort: SharePort = {
  nativeButton: false,
  signedUrl: () => location.href.split('#')[0] ?? location.href,
  start: (setup) => {
    starting ??= begin(setup)
    return starting
  },
  offer: (message, sent) => {
    const { title, summary: desc, link, picture: imgUrl } = message
    sdk?.updateAppMessageShareData({ title, desc, link, imgUrl })
    sdk?.updateTimelineShareData?.({ title, link, imgUrl })
    // The newer call reports when the data was set, only the older one when it was sent.
    sdk?.onMenuShareAppMessage({ title, desc, link, imgUrl, success: sent })
  },
  forward: async (message) => {
    if (sdk)
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
