/* Who is holding this phone and where the servers are: from the page that embeds the host, or from its address. */
import type { Share } from './types'

export interface HostConfig {
  /** Base address of the box, without a trailing slash. */
  boxBase?: string
  /** The box's key (header X-Box-Key); only for tests, a page in the box needs none. */
  boxKey?: string
  /** The WeChat user holding this phone, such as `u1`. */
  user?: string
  appid?: string
  /** Requests to a relative address or to `/api/…` of any host go to this origin. */
  api?: string
  /** A reverse proxy for pages served without CORS: `<proxy>/http/host:port/path`. */
  proxy?: string
  /** First page with query, such as `pages/card/index?c=abc`. */
  path?: string
  /** Launch scene number, 1001 when absent. */
  scene?: number
  /** The origin of the phone that frames this page and answers for its owner. */
  phone?: string
  /** The mini program or account that led here. */
  referrer?: string
  /** Height kept free for the status bar, in px. */
  statusBar?: number
  /** What is in the mini program's storage before its first start, such as a token. */
  storage?: Record<string, unknown>
  /** Answer of wx.getExtConfigSync. */
  extConfig?: Record<string, unknown>
  /** `ask` makes getPrivacySetting report that consent is needed. */
  privacy?: 'ask'
  /** People a share can be sent to; taken from the box when absent. */
  friends?: { id: string, name: string }[]
  location?: { latitude: number, longitude: number }
  onShare?: (share: Share, to: string | null) => void
  onContact?: (detail: Record<string, unknown>) => void
  onScanCode?: () => string | Promise<string>
  onPhoneNumber?: () => string | Promise<string>
  onSubscribe?: (ids: string[]) => Record<string, string> | Promise<Record<string, string>>
}

declare global {
  interface Window {
    __KELIU_HOST__?: HostConfig
  }
}

const TEXT_KEYS = ['boxBase', 'user', 'appid', 'api', 'proxy', 'path', 'phone', 'referrer'] as const

/** The page's own object wins over the address, because it may carry functions. */
export function readConfig(given: HostConfig | undefined, search: string): HostConfig {
  const query = new URLSearchParams(search)
  const config: HostConfig = {}
  for (const key of TEXT_KEYS) {
    const value = query.get(key)
    if (value)
      config[key] = value
  }
  for (const key of ['scene', 'statusBar'] as const) {
    if (query.has(key))
      config[key] = Number(query.get(key))
  }
  if (query.get('privacy') === 'ask')
    config.privacy = 'ask'
  Object.assign(config, given)
  for (const key of ['boxBase', 'api', 'proxy', 'phone'] as const) {
    const value = config[key]
    if (value)
      config[key] = value.replace(/\/+$/, '')
  }
  return config
}

/** One object for the whole host; a page may add hooks to `window.__KELIU_HOST__` after start. */
export const config: HostConfig = Object.assign(
  window.__KELIU_HOST__ ?? {},
  readConfig(window.__KELIU_HOST__, window.location.search),
)
window.__KELIU_HOST__ = config

export const appid = (): string => config.appid ?? 'touristappid'
