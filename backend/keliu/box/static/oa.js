// Talks with official accounts: what they say, the menu under it, and who they are.
import { get, post } from './api.js'
import { fill, h, icon } from './dom.js'
import { messageLine } from './oa-lines.js'
import { menuBar, writingBar } from './oa-write.js'
import { openLink, SCENE } from './open.js'
import { openMini } from './mini.js'
import { askMiddle } from './sheets.js'
import { bar, button, pop, push, toast, tried } from './stage.js'
import { loadAccounts, read } from './state.js'
import { when } from './words.js'

const GAP = 5 * 60 * 1000
const TYPES = { service: '服务号', subscription: '订阅号', mini: '小程序' }

/** The mark of an account in lists. */
export function accountMark(account, size = '') {
  const known = account ?? {}
  const name = known.kind === 'mini' ? 'mini' : 'chats'
  return h('span', { class: `account-mark ${size}` }, icon(name))
}

/** Opens the talk with an account or with a mini program's customer service. */
export async function openTalk(appid, { contact } = {}) {
  const talk = h('div', { class: 'talk' })
  const scroll = h('main', { class: 'scroll' }, talk)
  const foot = h('footer', { class: 'talk-foot' })
  const title = bar('', {
    right: [button('person', '资料', () => openAccount(appid), { 'data-act': 'account' })],
  })
  const page = h('section', { 'data-page': 'talk', 'data-appid': appid }, title.element, scroll, foot)
  const view = { appid, account: null, act }
  let drawn = ''
  const toEnd = () => (scroll.scrollTop = scroll.scrollHeight)
  // Pictures come after the words and push them down.
  talk.addEventListener('load', toEnd, true)

  async function load() {
    const known = await get(`/phone/api/oa/${appid}`)
    view.account = known
    title.heading.textContent = titleOf(known)
    fill(talk, [contact && cardToSend(), ...lines(known.lines, view)])
    toEnd()
    const footed = JSON.stringify([known.menu, known.follows])
    if (footed !== drawn) fill(foot, footOf(known))
    drawn = footed
    await post(`/phone/api/oa/${appid}/read`, {})
    await loadAccounts()
  }

  function footOf(known) {
    if (known.kind === 'mini') return [writingBar(view)]
    if (!known.follows)
      return [h('button', { type: 'button', class: 'wide-button green', 'data-act': 'follow', onclick: follow }, '关注公众号')]
    return [known.menu.length ? menuBar(view, known.menu) : writingBar(view)]
  }

  /** Does something in the account and shows what came of it. */
  async function act(name, body = {}) {
    const told = await tried(() => post(`/phone/api/oa/${appid}/${name}`, body))
    await tried(load)
    return told
  }

  async function follow() {
    await act('follow')
  }

  /** What the mini program's page gave along: the person decides whether to send it. */
  function cardToSend() {
    if (!contact?.title && !contact?.path) return null
    const send = async () => {
      const { title, pageTitle, path, picture } = contact
      const card = { kind: 'mini', title: title || pageTitle || '小程序', pagepath: path ?? '', picture: picture ?? '' }
      contact = null
      await act('say', card)
    }
    return h(
      'div',
      { class: 'to-send' },
      h('span', {}, '要发送的小程序:', h('b', {}, contact.title || contact.pageTitle || contact.path)),
      h('button', { type: 'button', class: 'green', 'data-act': 'send-card', onclick: send }, '发送'),
    )
  }

  /** 对方正在输入, until the message comes or the account stops. */
  function typing(on) {
    if (view.account) title.heading.textContent = on ? '对方正在输入…' : titleOf(view.account)
  }

  push(page, { name: `talk:${appid}`, left: read(appid, { load, typing }) })
  if (contact) await tried(() => post(`/phone/api/oa/${appid}/enter`, { session_from: contact.sessionFrom ?? '' }))
  await tried(load)
}

/** 服务通知 is where mini programs' messages lie; their customer service has the program's name. */
function titleOf(known) {
  return known.kind === 'mini' ? `${known.name} 客服` : known.name
}

function lines(list, view) {
  let last = 0
  return list.flatMap(line => {
    const at = Date.parse(line.at)
    const stamp = at - last > GAP ? [h('time', {}, when(line.at))] : []
    last = at
    return [...stamp, messageLine(line, view)]
  })
}

/** A code of an official account was scanned: follow it, or just say hello again. */
export async function openScene(url) {
  const found = await tried(() => post('/phone/api/oa-scan', { url, follow: false }))
  if (!found) return
  if (found.follows) return openTalk(found.appid)
  return openAccount(found.appid, { follow: () => post('/phone/api/oa-scan', { url }) })
}

/** An account's page: who it is, and 关注. A code may say how following has to be told. */
export async function openAccount(appid, { follow } = {}) {
  const known = await tried(() => get(`/phone/api/oa/${appid}`))
  if (!known) return
  const body = h('main', { class: 'scroll' })
  const page = h('section', { 'data-page': 'account', 'data-appid': appid }, bar('').element, body)
  const act = async (name, words = {}) => {
    const told = await tried(() => (name === 'follow' && follow ? follow() : post(`/phone/api/oa/${appid}/${name}`, words)))
    if (told && name === 'follow') {
      pop(page)
      await openTalk(appid)
    }
    return told
  }
  const leave = async () => {
    const sure = await askMiddle({ title: `不再关注“${known.name}”?`, text: '不再关注后,将不再收到它的消息', yes: '不再关注' })
    if (!sure || !(await act('unfollow'))) return
    known.follows = false
    draw()
    toast('已取消关注')
    await loadAccounts()
  }
  const takes = async () => {
    const now = await act('takes', { takes: !known.takes })
    if (now) known.takes = now.takes
    draw()
  }
  const draw = () => fill(body, profile(known, { act, leave, takes }))
  draw()
  push(page, { name: `account:${appid}` })
}

function profile(known, { act, leave, takes }) {
  const wide = (words, name, onclick, more = '') =>
    h('button', { type: 'button', class: `wide-button ${more}`, 'data-act': name, onclick }, words)
  const head = h(
    'section',
    { class: 'profile' },
    accountMark(known, 'large'),
    h(
      'div',
      {},
      h('h2', {}, known.name),
      h('p', {}, `${TYPES[known.type] ?? ''}${known.verified ? ' · 已认证' : ' · 未认证'}`),
      h('p', {}, known.subject ? `主体:${known.subject}` : known.appid),
    ),
  )
  if (known.kind === 'mini')
    return [head, wide('进入小程序', 'open-mini', () => openMini({ appid: known.appid, scene: SCENE.list }))]
  if (!known.follows) return [head, wide('关注公众号', 'follow', () => act('follow'), 'green')]
  return [
    head,
    wide('发消息', 'talk', () => openTalk(known.appid)),
    h(
      'label',
      { class: 'row switch-row' },
      h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, '接收通知')), h('input', { type: 'checkbox', checked: known.takes, 'data-act': 'takes', onchange: takes })),
    ),
    wide('不再关注', 'unfollow', leave, 'danger'),
  ]
}

/** What a button or a message leads to: a mini program, or an address. */
export function openTarget({ appid, pagepath, url }, how) {
  if (appid) return openMini({ appid, path: pagepath ?? '', scene: SCENE[how] })
  return openLink(url, how)
}

