import type { ShareSetup } from './types'

export interface JsSdk {
  config: (options: Omit<ShareSetup, 'script_url'> & { openTagList: string[] }) => void
  ready: (then: () => void) => void
  error: (then: (problem: unknown) => void) => void
  updateAppMessageShareData: (options: { title: string, desc: string, link: string, imgUrl: string }) => void
  updateTimelineShareData?: (options: { title: string, link: string, imgUrl: string }) => void
  onMenuShareAppMessage: (options: { title: string, desc: string, link: string, imgUrl: string, success: () => void }) => void
  onMenuShareTimeline?: (options: { title: string, link: string, imgUrl: string, success: () => void }) => void
  chooseWXPay?: (options: Record<string, unknown>) => void
  scanQRCode?: (options: { needResult: 0 | 1, success: (answer: { resultStr: string }) => void, fail: () => void, cancel: () => void }) => void
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
      loaded.config({ ...config, openTagList: ['wx-open-subscribe'] })
    })
    sdk = ready ? loaded : null
    return ready
  }
  catch {
    return false
  }
}

/** Makes WeChat's script ready once; false when this is not WeChat or it refused. */
export function startSdk(setup: () => Promise<ShareSetup>): Promise<boolean> {
  starting ??= begin(setup)
  return starting
}

/** WeChat says so itself, or (in the box) frames the page. */
export const mayBeWeChat = (): boolean => /MicroMessenger/i.test(navigator.userAgent) || window.parent !== window

/** What has been made ready; null outside WeChat. */
export const sdkNow = (): JsSdk | null => sdk

/** The page address that a signature covers: all before the hash. */
export const sdkUrl = (): string => location.href.split('#')[0] ?? location.href
