// 朋友圈: what friends have shown, and showing them a page oneself.
import { get, post, tapId } from './api.js'
import { linkCard } from './chat.js'
import { fill, h, portrait } from './dom.js'
import { openLink } from './open.js'
import { bar, pop, push, toast, tried } from './stage.js'
import { friend, me } from './state.js'
import { when } from './words.js'

let list = null

/** The page; it follows what friends show while it is open. */
export async function openMoments() {
  const found = await tried(() => get('/phone/api/moments'))
  if (!found) return
  list = h('main', { class: 'scroll moments' })
  push(h('section', { 'data-page': 'moments' }, bar('朋友圈').element, list), {
    name: 'moments',
    left: () => {
      list = null
    },
  })
  draw(found.items)
}

/** Somebody showed something. */
export async function momentsMoved() {
  if (list) draw((await get('/phone/api/moments')).items)
}

function draw(items) {
  const empty = h('p', { class: 'empty' }, '朋友还没有分享。打开一个网页,点右上角,分享到朋友圈。')
  fill(list, items.length ? items.map(moment) : [empty])
}

function moment(one) {
  const who = friend(one.user) ?? me()
  return h(
    'article',
    { class: 'moment', 'data-moment': one.id },
    portrait(who, 40),
    h(
      'div',
      {},
      h('b', {}, who.name),
      one.text ? h('p', {}, one.text) : null,
      linkCard({ ...one, summary: '' }, () => openLink(one.link, 'list')),
      h('time', {}, when(one.at)),
    ),
  )
}

/** 发表: a few words and the page; resolves with whether friends see it now. */
export function writeMoment(share) {
  return new Promise(resolve => {
    let shown = false
    const tap = tapId()
    const words = h('textarea', { placeholder: '这一刻的想法…', 'aria-label': '这一刻的想法', rows: 4, maxlength: 2000 })
    const send = h('button', { type: 'button', class: 'send', 'data-act': 'publish' }, '发表')
    const page = h(
      'section',
      { 'data-page': 'write-moment' },
      bar('', { right: [send] }).element,
      h('main', { class: 'scroll write-moment' }, words, linkCard({ title: share.title, summary: '', picture: share.imgUrl, link: share.link })),
    )
    send.addEventListener('click', async () => {
      send.disabled = true
      const { title, imgUrl: picture, link } = share
      shown = !!(await tried(() => post('/phone/api/moments', { text: words.value, title, picture, link, client_id: tap })))
      send.disabled = false
      if (!shown) return
      pop(page)
      toast('已发表到朋友圈')
    })
    push(page, { name: 'write-moment', left: () => resolve(shown) })
  })
}
