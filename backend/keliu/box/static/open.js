// What an address opens: a mini program, a code of an official account, or a web page.
import { post } from './api.js'
import { openMini } from './mini.js'
import { openScene } from './oa.js'
import { payCode } from './pay.js'
import { tried } from './stage.js'
import { me } from './state.js'
import { openWeb } from './web.js'
import { asUrl, plainUrl } from './words.js'

/** How WeChat names the ways into a mini program. */
export const SCENE = {
  link: 1065,
  card: 1007,
  template: 1043,
  code: 1047,
  contact: 1089,
  menu: 1035,
  message: 1074,
  subscribe: 1014,
  list: 1001,
  mini: 1037,
}

/** The address of this box, its label dropped; null for all others. */
function ofBox(text) {
  const url = asUrl(plainUrl(text))
  return url?.origin === `http://localhost:${location.port}` ? url : null
}

/** The mini program an address leads to: {appid, path}; null when it leads elsewhere. */
export function miniOf(text) {
  const url = ofBox(text)
  const appid = url?.pathname.match(/^\/mp\/([^/]+)$/)?.[1]
  if (!appid) return null
  const page = url.searchParams.get('page') ?? ''
  const scene = url.searchParams.get('scene')
  const more = scene ? `scene=${encodeURIComponent(scene)}` : url.searchParams.get('query') ?? ''
  return { appid, path: more ? `${page}${page.includes('?') ? '&' : '?'}${more}` : page }
}

/** The token of a URL link or a scheme into a mini program. */
function tokenOf(text) {
  const link = ofBox(text)?.pathname.match(/^\/l\/([\w-]+)$/)
  return (link ?? text.match(/^weixin:\/\/dl\/business\/\?t=([\w-]+)$/))?.[1]
}

/** Opens an address as a tap on a link does; `how` is a name of SCENE. */
export function openLink(text, how = 'link') {
  const mini = me().miniReady && miniOf(text)
  if (mini) return openMini({ ...mini, scene: SCENE[how] })
  if (text.startsWith('weixin://wxpay/') || ofBox(text)?.pathname.startsWith('/pay/h5/'))
    return tried(() => payCode(text).catch(unlessCancelled))
  const token = tokenOf(text)
  if (token) return tried(async () => openMini({ ...(await post('/phone/api/mini-link', { token })), scene: SCENE.link }))
  if (ofBox(text)?.pathname.startsWith('/q/')) return openScene(plainUrl(text))
  return openWeb(text)
}

/** Who changes their mind about paying needs no message. */
function unlessCancelled(error) {
  if (error.message !== 'cancel') throw error
}
