// 转发给朋友: choose a person, look at the card once more, send.
import { post, tapId } from './api.js'
import { linkCard } from './chat.js'
import { h, portrait } from './dom.js'
import { bar, pop, push, showOver, toast, tried } from './stage.js'
import { chats, me } from './state.js'

/** Resolves with true when it was sent, false when the person changed their mind. `share.send` sends it another way. */
export function forward(share) {
  return new Promise(resolve => {
    let sent = false
    const people = [...new Set([...chats().map(chat => chat.peer), ...me().contacts])].filter(
      person => person.id !== me().id,
    )
    const rows = people.map(person =>
      h(
        'button',
        {
          type: 'button',
          class: 'row',
          'data-contact': person.id,
          onclick: () => confirm(person, share, done),
        },
        portrait(person, 40),
        h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, person.name))),
      ),
    )
    const page = h(
      'section',
      { 'data-page': 'forward' },
      bar('选择一个聊天').element,
      h('main', { class: 'scroll' }, h('div', { class: 'rows' }, rows)),
    )
    const done = () => {
      sent = true
      pop(page)
      toast('已发送')
    }
    push(page, { name: 'forward', left: () => resolve(sent) })
  })
}

function sendPage(share, to, client_id) {
  const { title, desc, imgUrl: picture, link } = share
  return post('/phone/api/forward', { to, title, desc, picture, link, client_id })
}

function confirm(person, share, done) {
  const tap = tapId()
  const card = { title: share.title, summary: share.desc, picture: share.imgUrl, link: share.link }
  const deliver = share.send ?? ((to, client_id) => sendPage(share, to, client_id))
  const send = h('button', { type: 'button', 'data-act': 'send' }, '发送')
  const cancel = h(
    'button',
    { type: 'button', 'data-act': 'cancel', onclick: () => close() },
    '取消',
  )
  send.addEventListener('click', async () => {
    send.disabled = true
    const sent = await tried(() => deliver(person.id, tap))
    send.disabled = false
    if (sent) {
      close()
      done()
    }
  })
  const dialog = h(
    'div',
    { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-label': '发送给' },
    h(
      'div',
      { class: 'inner' },
      h('h2', {}, '发送给'),
      h('div', { class: 'person' }, portrait(person, 40), person.name),
      linkCard(card),
    ),
    h('div', { class: 'answers' }, cancel, send),
  )
  const close = showOver(dialog, { middle: true })
}
