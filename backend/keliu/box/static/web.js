// The web view: a page of some web server inside the phone, under this person's own host.
import { h, icon } from './dom.js'
import { forward } from './forward.js'
import { writeMoment } from './moments.js'
import { button, pop, push, showOver, toast, tried } from './stage.js'
import { me, noteLink } from './state.js'
import { asUrl, hostOf, ownUrl, plainUrl } from './words.js'

const views = new Set()
const HIDEABLE = {
  'menuItem:share:appMessage': 'forward',
  'menuItem:share:timeline': 'moment',
  'menuItem:copyUrl': 'copy',
}

/** The web view whose frame sent a message. */
export function viewOf(source) {
  return [...views].find(view => view.frame.contentWindow === source)
}

/** Opens a link. */
export function openWeb(link) {
  const url = addressOf(link)
  if (!url) return toast('这不是网页链接')
  const view = makeView(plainUrl(link), url)
  views.add(view)
  push(view.page, {
    name: 'web',
    left: () => {
      views.delete(view)
      view.page.remove()
    },
  })
  remember(view, '')
}

/** Where the frame goes. The box's own pages stay on its plain host: a frame must not share the phone's origin. */
function addressOf(link) {
  const url = ownUrl(link, me().id)
  return asUrl(url)?.origin === location.origin ? plainUrl(url) : url
}

function makeView(link, url) {
  const view = {
    link,
    stack: [],
    document: 0,
    returning: false,
    allowed: null,
    share: null,
    timeline: null,
    tags: null,
    hidden: new Set(),
    noted: '',
    say: () => {},
  }
  view.heading = h('h1', {}, hostOf(link))
  view.progress = h('div', { class: 'progress busy' })
  view.frame = h('iframe', {
    src: url,
    title: '网页',
    sandbox:
      'allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads',
    allow: 'clipboard-write',
    referrerpolicy: 'strict-origin-when-cross-origin',
    onload: () => view.progress.classList.remove('busy'),
  })
  const close = button('close', '关闭网页', () => closeWeb(view), { 'data-act': 'close' })
  const back = button('back', '返回', () => goBack(view), { 'data-act': 'back' })
  const more = button('more', '更多', () => menu(view), { 'data-act': 'more' })
  const head = h(
    'header',
    { class: 'bar' },
    h('span', {}, back, close),
    view.heading,
    h('span', {}, more),
  )
  view.page = h(
    'section',
    { class: 'web', 'data-page': 'web', 'data-url': url },
    head,
    view.progress,
    view.frame,
  )
  return view
}

/** Takes a web view away. */
export function closeWeb(view) {
  pop(view.page)
}

/** A page says where it is. `how`: load, push, replace, move (back or forward), pass (not kept for going back). */
export function located(view, { url, title, how }) {
  view.heading.textContent = title || hostOf(url)
  view.page.dataset.url = url
  if (how === 'pass') return
  note(view, url, how)
  if (view.stack.length === 1 && title) remember(view, title)
}

function note(view, url, how) {
  const entry = { url, document: view.document, length: history.length }
  const { stack } = view
  const replace = view.returning || how === 'replace' || stack.at(-1)?.url === url
  view.returning = false
  if (how === 'move' && stack.at(-2)?.url === url) stack.pop()
  else if (replace && stack.length)
    stack[stack.length - 1] = { ...entry, length: stack.at(-1).length }
  else stack.push(entry)
}

/** One page back inside the web view; from its first page, out of it. */
export function goBack(view) {
  const top = view.stack.at(-1)
  const before = view.stack.at(-2)
  if (!before) return closeWeb(view)
  // The browser keeps one history for everything in the tab. Its own step back leaves the page alive,
  // but is right only when nobody else has moved since; otherwise the address is opened again.
  if (
    before.document === view.document &&
    top.document === view.document &&
    top.length === history.length
  )
    return view.say({ type: 'back' })
  open(view, before.url)
  view.stack.pop()
}

/** After 拒绝 on a login page: the page that asked, or out. */
export function refused(view) {
  const before = view.stack.at(-1)
  if (before) open(view, before.url)
  else closeWeb(view)
}

function open(view, url) {
  view.returning = true
  view.progress.classList.add('busy')
  view.frame.contentWindow.location.replace(url)
}

function remember(view, title) {
  if (title && title === view.noted) return
  view.noted = title
  tried(() => noteLink(view.link, title))
}

/** What a forward of this page would send. */
function shared(view) {
  const here = view.stack.at(-1)?.url ?? view.link
  const link = plainUrl(view.share?.link || here)
  return {
    title: view.share?.title || view.heading.textContent,
    desc: view.share?.desc ?? link,
    imgUrl: view.share?.imgUrl ?? '',
    link,
  }
}

function menu(view) {
  const choices = [
    ['forward', '转发给朋友', () => forwardPage(view)],
    ['moment', '分享到朋友圈', () => showFriends(view)],
    ['refresh', '刷新', () => open(view, view.stack.at(-1)?.url ?? addressOf(view.link))],
    ['copy', '复制链接', () => copy(view)],
  ].filter(([act]) => ![...view.hidden].some(item => HIDEABLE[item] === act))
  const rows = choices.map(([act, label, onclick]) =>
    h(
      'button',
      {
        type: 'button',
        'data-act': act,
        onclick: () => {
          close()
          onclick()
        },
      },
      icon(act),
      label,
    ),
  )
  const host = h('p', { class: 'where' }, `网页由 ${hostOf(view.page.dataset.url)} 提供`)
  const sheet = h(
    'div',
    { class: 'sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': '更多' },
    host,
    h('div', { class: 'choices' }, rows),
    h(
      'button',
      { type: 'button', class: 'wide-button', 'data-act': 'cancel', onclick: () => close() },
      '取消',
    ),
  )
  const close = showOver(sheet)
}

async function forwardPage(view) {
  view.say({ type: 'event', name: 'share:trigger' })
  const sent = await forward(shared(view))
  view.say({ type: 'event', name: sent ? 'share:success' : 'share:cancel' })
}

async function showFriends(view) {
  view.say({ type: 'event', name: 'timeline:trigger' })
  const link = view.timeline?.link || shared(view).link
  const shown = await writeMoment({ ...shared(view), ...view.timeline, link })
  view.say({ type: 'event', name: shown ? 'timeline:success' : 'timeline:cancel' })
}

async function copy(view) {
  try {
    await navigator.clipboard.writeText(shared(view).link)
    toast('已复制')
  } catch {
    toast('浏览器不让复制,请在设置里允许')
  }
}

/** Whether a page may share this address: one on its own host, or none given. */
export function mayShare(link, origin) {
  return !link || (asUrl(link) !== null && hostOf(link) === hostOf(origin))
}
