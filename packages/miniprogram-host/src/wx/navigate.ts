/* Moving between pages. */
import type { Options, Result } from './api'
import { host } from '../runtime/host'
import { StackError } from '../runtime/stack'
import { ApiError, asyncApis } from './api'

function run(move: () => Result | void): Result {
  try {
    return move() ?? {}
  }
  catch (error) {
    throw error instanceof StackError ? new ApiError(error.message) : error
  }
}

const moves: Record<string, (options: Options) => Result> = {
  navigateTo: ({ url, events }) => run(() => ({ eventChannel: host.navigateTo(url, events) })),
  redirectTo: ({ url }) => run(() => host.redirectTo(url)),
  reLaunch: ({ url }) => run(() => host.reLaunch(url)),
  switchTab: ({ url }) => run(() => host.switchTab(url)),
  navigateBack: ({ delta = 1 }) => run(() => host.navigateBack(delta)),
}

export const navigateApis = asyncApis(moves)

const KINDS: Record<string, string> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  reLaunch: 'reLaunch',
  switchTab: 'switchTab',
  navigateBack: 'navigateBack',
}

/** What a `<navigator open-type>` does. */
export async function openBy(kind: string, url: string, delta: number): Promise<void> {
  await navigateApis[KINDS[kind] ?? 'navigateTo']?.({ url, delta })
}
