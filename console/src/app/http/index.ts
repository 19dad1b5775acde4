import { i18n } from '@/app/i18n'
import { renewSession } from '@/app/session/renewal'
import { Client } from './client'

export { ApiError, isApiError } from './errors'

export function newKey(): string {
  // randomUUID exists only in secure contexts; a console on a LAN address is not one.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

/** What a request says of the reader when it does not go through `api`. */
export function readerHeaders(): Record<string, string> {
  return { 'Accept-Language': i18n.global.locale.value }
}

export const api = new Client({
  base: '/api/v1',
  fetch: (input, init) => fetch(input, init),
  renew: renewSession,
  newKey,
  language: () => i18n.global.locale.value,
  timeoutMs: 30_000,
  retryAfterMs: 400,
})
