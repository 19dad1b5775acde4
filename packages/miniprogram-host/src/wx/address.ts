/* Where a request really goes. */
import { config } from '../config'
import { host } from '../runtime/host'
import { assetUrl } from '../units'

/** The compiled address, or the configured server: for relative addresses, `/api/…` of any host, and what the build calls its server. */
export function mapUrl(url: string): string {
  const { api } = config
  if (!api || /^(?:data:|blob:|wxfile:)/.test(url))
    return url
  if (url.startsWith('/') && !url.startsWith('//'))
    return api + url
  if (!/^https?:/.test(url))
    return url
  const { origin, pathname, search } = new URL(url)
  const ours = pathname.startsWith('/api/') || origin === window.__KELIU_APP__.server
  return ours ? api + pathname + search : url
}

/** A mini program knows no CORS; a page does, so a proxy may stand in between. */
export function fetchUrl(url: string): string {
  const target = mapUrl(url)
  if (!config.proxy || !/^https?:/.test(target) || target.startsWith(config.proxy))
    return target
  const { protocol, host, pathname, search } = new URL(target)
  return `${config.proxy}/${protocol.slice(0, -1)}/${host}${pathname}${search}`
}

/** The address of a picture the page names, as another phone can load it; empty for none. */
export function pictureOf(address: string): string {
  return address ? new URL(mapUrl(assetUrl(address, host.top()?.entry.route ?? '')), window.location.href).href : ''
}
