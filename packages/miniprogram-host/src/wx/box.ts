/* Talks to WeChat in a box, which plays the WeChat servers for this phone. */
import { appid, config } from '../config'
import { fetchUrl } from './address'
import { askPhone, inPhone } from './phone'

export class BoxAbsent extends Error {}

export function hasBox(): boolean {
  return Boolean(config.boxBase && config.user)
}

function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json' })
  if (config.boxKey)
    headers.set('x-box-key', config.boxKey)
  return fetch(fetchUrl(`${config.boxBase}${path}`), { ...init, headers, credentials: 'omit' })
}

/** POST to the box on behalf of the user of this phone. */
export async function askBox(action: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!hasBox())
    throw new BoxAbsent('没有连接微信盒子, 请设置 boxBase 和 user')
  const response = await call(`/box/users/${config.user}/${action}`, {
    method: 'POST',
    body: JSON.stringify({ appid: appid(), ...body }),
  })
  if (!response.ok)
    throw new Error(`微信盒子回答 ${response.status}`)
  return await response.json().catch(() => ({})) as Record<string, unknown>
}

/** A fresh one-time code for `wx.login`. */
export async function loginCode(): Promise<string> {
  if (inPhone())
    return askPhone<string>('login')
  return String((await askBox('login-code', {})).code)
}

interface Friend { id: string, name: string }

/** The people of the box, without the holder of this phone. */
export async function friends(): Promise<Friend[]> {
  if (config.friends)
    return config.friends
  if (!hasBox())
    return []
  try {
    const response = await call('/box/users')
    const answer = await response.json() as { items: Friend[] }
    return answer.items.filter(friend => friend.id !== config.user)
  }
  catch {
    return []
  }
}
