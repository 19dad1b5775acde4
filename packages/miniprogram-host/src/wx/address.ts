/* Where a request really goes. */
import { config } from '../config'

/** The compiled address, or the configured server for relative addresses and for `/api/…` of any host. */
export function mapUrl(url: string): string {
  const { api } = config
  if (!api || /^(?:data:|blob:|wxfile:)/.test(url))
    return url
  if (url.startsWith('/') && !url.startsWith('//'))
    return api + url
  if (!/^https?:/.test(url))
    return url
  const { pathname, search } = new URL(url)
  return pathname.startsWith('/api/') ? api + pathname + search : url
}

/** A mini program knows no CORS; a page does, so a proxy may stand in between. */
export function fetchUrl(url: string): string {
  const target = mapUrl(url)
  if (!config.proxy || !/^https?:/.test(target) || target.startsWith(config.proxy))
    return target
  const { protocol, host, pathname, search } = new URL(target)
  return `${config.proxy}/${protocol.slice(0, -1)}/${host}${pathname}${search}`
}
