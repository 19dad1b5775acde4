import type { WireMethod } from './types'

const DEFAULT_BASE = 'http://127.0.0.1:8000'

/** Storage wins over the build, so that one build can be pointed at another server. */
export function apiBase(): string {
  const stored: unknown = uni.getStorageSync('keliu.api')
  return typeof stored === 'string' && stored ? stored : (import.meta.env.VITE_API_BASE ?? DEFAULT_BASE)
}

/** wx.request knows no PATCH; the server reads the real verb from the header. */
export function wireMethod(verb: string): WireMethod {
  if (verb !== 'PATCH')
    return { method: verb as WireMethod['method'], header: {} }
  return { method: 'POST', header: { 'X-HTTP-Method-Override': 'PATCH' } }
}

/** The mini program may still use the network for a moment after it is hidden, so it needs no beacon. */
export function beacon(_path: string, _text: string): boolean {
  return false
}
