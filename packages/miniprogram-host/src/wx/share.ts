/* Sharing: the page says what to share, the person says to whom. */
import type { Share } from '../types'
import { appid, config } from '../config'
import { recordCall } from '../record'
import { host } from '../runtime/host'
import { showSheet, showToast } from '../ui/dialogs'
import { pictureOf } from './address'
import { asyncApis } from './api'
import { askBox, friends, hasBox } from './box'
import { askPhone, inPhone } from './phone'

/** Every share of this session, oldest first. */
export const shares: Share[] = []

/** WeChat waits this long for the promise of onShareAppMessage. */
const PROMISE_MS = 3000

interface Content { title?: string, path?: string, imageUrl?: string, promise?: Promise<Content> }

async function ask(from: Share['from'], target?: unknown): Promise<Content> {
  const given = (host.top()?.call('onShareAppMessage', { from, target, webViewUrl: '' }) ?? {}) as Content
  const late = given.promise
    ? await Promise.race([given.promise, new Promise<Content>(resolve => window.setTimeout(resolve, PROMISE_MS, {}))]).catch(() => ({}))
    : {}
  return { ...given, ...late, promise: undefined }
}

/** Ask the page, record the share, and send it to a person of the box when there is one. */
export async function sharePage(from: Share['from'], target?: unknown): Promise<void> {
  const view = host.top()
  const content = await ask(from, target)
  const share: Share = {
    title: content.title ?? view?.style.navigationBarTitleText ?? '',
    path: (content.path ?? view?.path ?? '').replace(/^\//, ''),
    imageUrl: content.imageUrl ?? '',
    from,
    appid: appid(),
  }
  shares.push(share)
  recordCall('shareAppMessage', share)
  if (inPhone())
    return void askPhone('share', { ...share, picture: pictureOf(share.imageUrl) }).catch(() => {})
  const to = await chooseFriend()
  config.onShare?.(share, to)
  window.parent.postMessage({ source: 'keliu-host', type: 'share', share, to }, '*')
  if (to && hasBox())
    await deliver(share, to)
}

async function chooseFriend(): Promise<string | null> {
  const people = await friends()
  if (people.length === 0)
    return null
  return people[await showSheet(people.map(person => person.name), '转发给朋友')]?.id ?? null
}

async function deliver(share: Share, to: string): Promise<void> {
  try {
    await askBox('forward', { to, kind: 'mini', title: share.title, path: share.path, picture: share.imageUrl })
    showToast({ title: '已发送' })
  }
  catch (error) {
    recordCall('forward:fail', { message: (error as Error).message })
    showToast({ title: '没有送到', icon: 'none' })
  }
}

/** What the 「…」 of the capsule offers. */
export async function openMenu(): Promise<void> {
  const view = host.top()
  if (inPhone())
    return byPhone(view?.has('onShareAppMessage') ?? false)
  const lines = view?.has('onShareAppMessage') ? ['转发给朋友', '重新进入小程序'] : ['重新进入小程序']
  const choice = lines[await showSheet(lines)]
  if (choice === '转发给朋友')
    await sharePage('menu')
  else if (choice && view)
    host.reLaunch(`/${view.path}`)
}

/** The phone draws its own menu and says what was chosen. */
async function byPhone(share: boolean): Promise<void> {
  const choice = await askPhone<string>('menu', { share }).catch(() => '')
  if (choice === 'share')
    await sharePage('menu')
  else if (choice === 'reload')
    host.reLaunch(`/${host.top()?.path ?? ''}`)
}

export const shareApis = asyncApis({
  showShareMenu: () => {},
  hideShareMenu: () => {},
  updateShareMenu: () => {},
})
