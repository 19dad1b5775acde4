import type { LoginIn, Me, PermissionName } from '@api'
import { computed, readonly, shallowRef } from 'vue'
import { api, isApiError } from '@/app/http'
import { queryClient } from '@/app/query'

const me = shallowRef<Me | null>(null)
let loading: Promise<Me | null> | undefined

export function useSession() {
  return {
    me: readonly(me),
    /** Who is signed in; only for pages behind the sign-in. */
    now: computed<Me>(() => {
      if (!me.value)
        throw new Error('no session')
      return me.value
    }),
    can: (permission: PermissionName) => may(me.value, permission),
    isShop: computed(() => me.value?.merchant.mode === 'shop'),
  }
}

/** Days begin and end where the merchant is, wherever the browser stands. */
export function merchantZone(): string {
  return me.value?.merchant.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

export function may(person: Pick<Me, 'permissions'> | null, permission: string): boolean {
  return person !== null && Object.hasOwn(person.permissions, permission)
}

/** Load the session once; null when nobody is signed in. Other failures are thrown. */
export function sessionReady(): Promise<Me | null> {
  loading ??= loadMe().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

export async function refreshMe(): Promise<void> {
  me.value = await api.call('GET /me')
}

export async function signIn(input: LoginIn): Promise<void> {
  await api.call('POST /auth/login', { body: { ...input, cookie: true }, renew: false })
  await begin()
}

/** Sign in by the secret of a one-time link or by the ticket WeChat's login came back with. */
export async function signInByTicket(kind: 'link' | 'wechat', ticket: string): Promise<void> {
  const endpoint = kind === 'link' ? 'POST /auth/enter' : 'POST /auth/wechat/finish'
  await api.call(endpoint, { body: { ticket, cookie: true }, renew: false })
  await begin()
}

/** End the session at the server; the caller leaves the pages that stand on it, then calls `forgetSession`. */
export async function endSession(): Promise<void> {
  await api.call('POST /auth/logout', { renew: false }).catch((error: unknown) => {
    if (!isApiError(error, 'signed_out'))
      throw error
  })
}

/** Nothing of one merchant may stay on screen for the next, so the page starts anew. */
export async function switchMerchant(merchantId: string): Promise<void> {
  await api.call('POST /auth/switch', { body: { merchant_id: merchantId, cookie: true } })
  location.hash = '#/today'
  location.reload()
}

export function forgetSession(): void {
  me.value = null
  loading = undefined
  queryClient.clear()
}

async function begin(): Promise<void> {
  forgetSession()
  await sessionReady()
}

async function loadMe(): Promise<Me | null> {
  try {
    me.value = await api.call('GET /me', { renew: false })
  }
  catch (error) {
    if (!isApiError(error) || error.status !== 401)
      throw error
    me.value = null
  }
  return me.value
}
