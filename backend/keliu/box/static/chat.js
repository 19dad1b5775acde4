// One chat: what was said, the line to write, link cards that open in the web view.
import { get, post, tapId } from './api.js'
import { fill, h, icon, portrait } from './dom.js'
import { miniOf, openLink } from './open.js'
import { bar, push, tried } from './stage.js'
import { loadChats, markRead, me, read } from './state.js'
import { asUrl, hostOf, ownUrl, when } from './words.js'

const GAP = 5 * 60 * 1000
const PAGE = 50
const ADDRESS = /(https?:\/\/[^\s"<>,。;,;]+)/

/** Opens the chat with a person. */
export async function openChat(peer) {
  const known = new Map()
  const talk = h('div', { class: 'talk' })
  const scroll = h('main', { class: 'scroll' }, talk)
  const older = h(
    'button',
    { type: 'button', class: 'older', onclick: () => loadOlder() },
    '更早的消息',
  )
  older.hidden = true

  function show(messages) {
    const fromEnd = scroll.scrollHeight - scroll.scrollTop
    const newest = Math.max(0, ...known.keys())
    for (const message of messages) known.set(message.id, message)
    const all = [...known.values()].sort((a, b) => a.id - b.id)
    fill(talk, [older, ...lines(all, peer)])
    const fresh = all.at(-1)?.id !== newest
    scroll.scrollTop = fresh ? scroll.scrollHeight : scroll.scrollHeight - fromEnd
  }

  async function load() {
    const { items } = await get(`/phone/api/chats/${peer.id}`)
    older.hidden = items.length < PAGE
    show(items)
  }

  async function loadOlder() {
    const first = Math.min(...known.keys())
    const loaded = await tried(() => get(`/phone/api/chats/${peer.id}?before=${first}`))
    if (!loaded) return
    older.hidden = loaded.items.length < PAGE
    show(loaded.items)
  }

  const page = h(
    'section',
    { 'data-page': 'chat' },
    bar(peer.name).element,
    scroll,
    writingLine(peer),
  )
  push(page, { name: `chat:${peer.id}`, left: read(peer.id, { show, load }) })
  await tried(load)
  await tried(() => markRead(peer.id).then(loadChats))
}

function lines(messages, peer) {
  let last = 0
  return messages.flatMap(message => {
    const at = Date.parse(message.at)
    const stamp = at - last > GAP ? [h('time', {}, when(message.at))] : []
    last = at
    return [...stamp, line(message, peer)]
  })
}

function line(message, peer) {
  const mine = message.sender === me().id
  return h(
    'div',
    { class: mine ? 'said mine' : 'said' },
    portrait(mine ? me() : peer, 40),
    message.kind === 'link' ? linkCard(message, () => openLink(message.link, 'card')) : bubble(message.text),
  )
}

function bubble(text) {
  return h(
    'div',
    { class: 'bubble' },
    text
      .split(ADDRESS)
      .map(part =>
        asUrl(part) ? h('button', { type: 'button', onclick: () => openLink(part) }, part) : part,
      ),
  )
}

/** A shared page as friends see it; without `onclick` it is only a preview. */
export function linkCard(link, onclick) {
  if (miniOf(link.link)) return miniCard(link, onclick)
  const picture = ownUrl(link.picture, me().id)
  const image = picture
    ? h('img', { src: picture, alt: '', onerror: event => event.target.replaceWith(noPicture()) })
    : noPicture()
  return h(
    onclick ? 'button' : 'div',
    { class: 'link-card', type: onclick ? 'button' : undefined, 'data-link': link.link, onclick },
    h('b', {}, link.title),
    h('span', { class: 'about' }, h('span', {}, link.summary), image),
    h('span', { class: 'from' }, hostOf(link.link)),
  )
}

/** A page of a mini program as friends see it. */
export function miniCard(link, onclick) {
  const mark = () => h('span', { class: 'mini-mark' }, icon('mini'))
  const picture = ownUrl(link.picture, me().id)
  return h(
    onclick ? 'button' : 'div',
    { class: 'mini-card', type: onclick ? 'button' : undefined, 'data-link': link.link, onclick },
    h('span', { class: 'of' }, mark(), link.summary),
    h('b', {}, link.title),
    picture
      ? h('img', { src: picture, alt: '', onerror: event => event.target.replaceWith(noPicture()) })
      : noPicture(),
    h('span', { class: 'from' }, mark(), '小程序'),
  )
}

function noPicture() {
  return h('span', { class: 'no-picture' }, icon('link'))
}

function writingLine(peer) {
  const input = h('input', {
    'aria-label': '写消息',
    maxlength: 2000,
    autocomplete: 'off',
    enterkeyhint: 'send',
    oninput: () => {
      send.disabled = !input.value.trim()
    },
  })
  const send = h('button', { class: 'green', disabled: true }, '发送')
  let tap = tapId()
  const onsubmit = async event => {
    event.preventDefault()
    const text = input.value.trim()
    if (!text) return
    send.disabled = true
    const sent = await tried(() => post(`/phone/api/chats/${peer.id}`, { text, client_id: tap }))
    send.disabled = false
    if (sent) {
      tap = tapId()
      input.value = ''
      send.disabled = true
    }
    input.focus()
  }
  return h('form', { class: 'write', onsubmit }, input, send)
}
