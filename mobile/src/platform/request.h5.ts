import type { WireMethod } from './types'

/** The page comes from the server it talks to; whole addresses, since uni-app puts its own base before bare paths. */
export function apiBase(): string {
  return location.origin
}

export function wireMethod(verb: string): WireMethod {
  return { method: verb as WireMethod['method'], header: {} }
}

/** Hands a last message to the browser, which sends it even when the page is gone. Text, because JSON would ask permission first. */
export function beacon(path: string, text: string): boolean {
  return typeof navigator.sendBeacon === 'function' && navigator.sendBeacon(path, new Blob([text], { type: 'text/plain' }))
}
