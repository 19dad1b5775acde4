import { renewSession } from '@/app/session/renewal'
import { Client } from './client'

export { ApiError, isApiError } from './errors'

export function newKey(): string {
  // randomUUID exists only in secure contexts; a console on a LAN address is not one.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

export const api = new Client({
  base: '/api/v1',
  fetch: (input, init) => fetch(input, init),
  renew: renewSession,
  newKey,
  timeoutMs: 30_000,
  retryAfterMs: 400,
})
