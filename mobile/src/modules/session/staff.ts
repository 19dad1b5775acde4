import type { Ref } from 'vue'
import type { ApiError } from '@/kit/errors'
import { ref, shallowRef } from 'vue'
import { asApiError } from '@/kit/errors'
import { restart } from '@/kit/nav'
import { identity } from '@/platform'
import { http } from './http'
import { live, startLive } from './live'
import { useSession } from './store'

let asking: Promise<void> | null = null

/** Who am I: asked once, however many pages want to know. */
async function meet(): Promise<void> {
  const session = useSession()
  if (session.me)
    return
  asking ??= http('GET /me').then(me => session.meet(me)).finally(() => {
    asking = null
  })
  await asking
  void seen()
}

/** Inside the mini program WeChat checks what colleagues publish, and wants to know who they are. */
async function seen(): Promise<void> {
  try {
    if (identity.kind === 'code')
      await http('POST /me/mini-program', { body: { code: await identity.code() } })
  }
  catch {
    // Without it the check waits for a colleague; nothing else depends on it.
  }
}

export interface Gate {
  /** True once the person and their permissions are known. */
  ready: Ref<boolean>
  error: Ref<ApiError | null>
  /** Runs the page's own loading behind the gate; also what its retry calls. */
  pass: (then: () => void | Promise<void>) => Promise<void>
}

/** In front of every staff page, since each can be opened by a link. */
export function useGate(): Gate {
  const ready = ref(useSession().me !== null)
  const error = shallowRef<ApiError | null>(null)

  async function pass(then: () => void | Promise<void>): Promise<void> {
    if (!useSession().signedIn) {
      rememberPage()
      restart('signIn')
      return
    }
    error.value = null
    try {
      await meet()
      ready.value = true
      startLive()
    }
    catch (thrown) {
      error.value = asApiError(thrown)
      return
    }
    await then()
  }
  return { ready, error, pass }
}

/** After signing in, opening a shop or switching: everything starts over. */
export async function enterAs(login: { token: string | null }): Promise<void> {
  live.stop()
  useSession().begin(login)
  await meet()
  const wanted = takePage()
  wanted ? uni.reLaunch({ url: wanted }) : restart('home')
}

const WANTED = 'keliu.wanted'
const WANTED_MS = 600_000

/** A link from WeChat opened a page before the person had signed in: they get there after all. */
function rememberPage(): void {
  const page = getCurrentPages().at(-1) as unknown as { $page?: { fullPath?: string } } | undefined
  const path = page?.$page?.fullPath
  if (path?.startsWith('/packages/staff/'))
    uni.setStorageSync(WANTED, { path, at: Date.now() })
}

function takePage(): string | undefined {
  const kept = uni.getStorageSync(WANTED) as { path: string, at: number } | ''
  uni.removeStorageSync(WANTED)
  return kept && Date.now() - kept.at < WANTED_MS ? kept.path : undefined
}

export async function signOut(): Promise<void> {
  live.stop()
  // The phone forgets the session even when the server cannot be told.
  await http('POST /auth/logout').catch(() => undefined)
  useSession().end()
  restart('start')
}
