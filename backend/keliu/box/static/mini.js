// A mini program on this phone: its frame, its capsule's close, and the answers to what it asks.
import { get, post, tapId } from './api.js'
import { h, icon } from './dom.js'
import { forward } from './forward.js'
import { openTalk } from './oa.js'
import { miniOf, SCENE } from './open.js'
import { openPay } from './pay.js'
import { openScanner } from './scan.js'
import { askContact, askMiddle, askPhoneNumber, askPlace, askPrivacy, chooseBelow } from './sheets.js'
import { bar, pop, push, toast, tried } from './stage.js'
import { me, noteLink } from './state.js'
import { askTemplates } from './subscribe.js'

/** Where everybody of this box is. */
const HERE = { latitude: 30.27415, longitude: 120.15515 }
const STATUS_BAR = 44
/** So long a mini program that was left may finish its requests; WeChat gives five seconds. */
const LINGER = 5000
const running = new Set()

/** Opens a mini program at a page; `scene` says how the person came. */
export async function openMini({ appid, path = '', scene = SCENE.list, referrer = '' }) {
  const app = await tried(() => get(`/phone/api/mini/${appid}`))
  if (!app) return
  const origin = `http://mini.${me().id}.localhost:${location.port}`
  const query = new URLSearchParams({
    appid,
    path,
    scene,
    referrer,
    user: me().id,
    api: me().productBase,
    proxy: `${origin}/through/${appid}`,
    phone: location.origin,
    statusBar: STATUS_BAR,
  })
  const frame = h('iframe', {
    src: `${origin}/mini/${appid}/?${query}`,
    title: app.name,
    allow: 'clipboard-read; clipboard-write; microphone; fullscreen',
  })
  const splash = h(
    'div',
    { class: 'mini-splash' },
    h('span', { class: 'mini-mark large' }, icon('mini')),
    h('b', {}, app.name),
    h('span', { class: 'dots', role: 'status', 'aria-label': '正在打开' }),
    h('button', { type: 'button', class: 'splash-close', onclick: () => pop(page) }, '关闭'),
  )
  const page = h('section', { class: 'mini', 'data-page': 'mini', 'data-appid': appid, 'data-path': path }, frame, splash)
  const mini = { app, origin, frame, page, splash }
  push(page, {
    name: 'mini',
    linger: LINGER,
    left: () => setTimeout(() => running.delete(mini), LINGER),
    covered: () => tell(mini, { type: 'hide' }),
    seen: () => tell(mini, { type: 'show' }),
  })
  running.add(mini)
  tried(() => noteLink(linkOf(appid, path), app.name))
}

/** The address that opens the same page again. */
function linkOf(appid, path) {
  return `http://localhost:${location.port}/mp/${appid}?${new URLSearchParams({ page: path })}`
}

function tell(mini, message) {
  mini.frame.contentWindow?.postMessage({ keliu: 'mini', ...message }, mini.origin)
}

const api = (mini, act, body = {}) => post(`/phone/api/mini/${mini.app.appid}/${act}`, body)

/** Refuses in WeChat's words. */
function refuse(words) {
  throw new Error(words)
}

const ANSWERS = {
  login: async mini => (await api(mini, 'login')).code,
  privacyAgreed: async mini => mini.app.agreed,
  privacy: async (mini, { contract }) => askPrivacy(mini.app.name, contract),
  privacyGiven: async mini => {
    mini.app.agreed = (await api(mini, 'privacy')).agreed
  },
  menu: async (mini, { share }) =>
    chooseBelow(mini.app.name, [
      ...(share ? [['share', '转发给朋友']] : []),
      ['reload', '重新进入小程序'],
      ['about', '关于这个小程序'],
    ]).then(choice => (choice === 'about' ? about(mini) : choice)),
  share: async (mini, { title, path, picture }) =>
    forward({
      title,
      imgUrl: picture,
      link: linkOf(mini.app.appid, path),
      desc: mini.app.name,
      send: (to, tap) => api(mini, 'forward', { to, title, path, picture, client_id: tap }),
    }),
  scan: mini => scan(mini),
  subscribe: async (mini, { tmplIds = [] }) => askTemplates({ ...mini.app, kind: 'mini' }, tmplIds),
  phoneNumber: async mini => {
    const { number } = await get(`/phone/api/mini/${mini.app.appid}/phone`)
    if (!(await askPhoneNumber(mini.app.name, number))) refuse('user deny')
    return (await api(mini, 'phone')).code
  },
  contact: async (mini, detail) => openTalk(mini.app.appid, { contact: detail }),
  location: async mini => ((await askPlace(mini.app.name)) ? HERE : refuse('auth deny')),
  call: async (_, { phoneNumber }) => {
    const choice = await chooseBelow(`${phoneNumber} 可能是一个电话号码`, [['call', `呼叫 ${phoneNumber}`]])
    if (choice !== 'call') refuse('cancel')
    toast(`正在呼叫 ${phoneNumber}`)
  },
  saveContact: async (_, card) => {
    if (!(await askContact(card))) refuse('cancel')
    toast('已存到通讯录')
  },
  saveImage: async () => toast('已保存到相册'),
  place: async (_, { name = '位置', address = '', latitude, longitude }) => {
    const where = address || `${latitude}, ${longitude}`
    push(h('section', {}, bar(name).element, h('p', { class: 'scanned' }, where)), { name: 'place' })
  },
  openMini: async (mini, { appId, path = '' }) => {
    const next = await get(`/phone/api/mini/${appId}`)
    if (!(await askMiddle({ title: `即将打开“${next.name}”小程序` }))) refuse('cancel')
    await openMini({ appid: appId, path, scene: SCENE.mini, referrer: mini.app.appid })
  },
  pay: (mini, asked) => openPay(mini.app.appid, asked),
}

function scan(mini) {
  return new Promise((resolve, reject) => {
    const take = text => {
      const found = miniOf(text)
      const own = found?.appid === mini.app.appid ? { path: found.path, scanType: 'WX_CODE' } : { scanType: 'QR_CODE' }
      resolve({ result: text, charSet: 'utf-8', rawData: '', ...own })
    }
    openScanner({ take, left: () => setTimeout(() => reject(new Error('cancel'))) })
  })
}

async function about(mini) {
  await askMiddle({ title: mini.app.name, text: `${mini.app.subject || '测试主体'} · ${mini.app.appid}`, yes: '知道了' })
  return ''
}

async function answer(mini, { id, what, args }) {
  try {
    if (!Object.hasOwn(ANSWERS, what)) refuse('not supported')
    tell(mini, { type: 'answer', id, ok: true, value: await ANSWERS[what](mini, args ?? {}) })
  } catch (error) {
    tell(mini, { type: 'answer', id, ok: false, error: error.message })
  }
}

window.addEventListener('message', event => {
  const mini = [...running].find(one => one.frame.contentWindow === event.source && one.origin === event.origin)
  const message = event.data
  if (!mini || message?.source !== 'keliu-host') return
  if (message.type === 'ask') answer(mini, message)
  else if (message.type === 'close') pop(mini.page)
  else if (message.type === 'ready') mini.splash.remove()
  else if (message.type === 'bar') mini.page.dataset.text = message.text === 'white' ? 'white' : 'black'
})
