// A friend's page: who it is, and the way to the chat.
import { openChat } from './chat.js'
import { h, portrait } from './dom.js'
import { bar, push } from './stage.js'

export function openProfile(person) {
  push(
    h(
      'section',
      { 'data-page': 'profile' },
      bar('').element,
      h(
        'main',
        { class: 'scroll' },
        h(
          'section',
          { class: 'profile' },
          portrait(person, 64),
          h('div', {}, h('h2', {}, person.name), h('p', {}, `微信号:${person.id}`)),
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'wide-button',
            'data-act': 'chat',
            onclick: () => openChat(person),
          },
          '发消息',
        ),
      ),
    ),
    { name: 'profile' },
  )
}
