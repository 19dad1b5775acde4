// One line of a talk with an account: every kind of message WeChat knows.
import { miniCard } from './chat.js'
import { h, icon, portrait } from './dom.js'
import { accountMark, openTarget } from './oa.js'
import { openLink } from './open.js'
import { showPictures, toast } from './stage.js'
import { me } from './state.js'
import { openWeb } from './web.js'
import { ownUrl } from './words.js'

const ADDRESS = /(https?:\/\/[^\s"<>,。;,;]+)/
const ANCHOR = /(<a\b[^>]*>[\s\S]*?<\/a>)/i
const KINDS = {
  text: (line, view) => bubble(line, said(line.text, view)),
  image: line => picture(line),
  voice: line => voice(line),
  video: line => video(line),
  shortvideo: line => video(line),
  music: line => card(line, line.title, line.description, 'music', () => openWeb(line.url)),
  news: line => news(line.articles ?? []),
  mpnewsarticle: line => news([line]),
  mpnews: line => news(line.articles ?? [line]),
  msgmenu: (line, view) => choices(line, view),
  miniprogrampage: line => miniPage(line),
  mini: line => miniPage(line),
  link: line => card(line, line.title, line.description, 'link', () => openLink(line.url)),
  location: line => card(line, line.label, `${line.x}, ${line.y}`, 'place'),
  template: line => notice(line, line.url || line.mini, () => openTarget({ ...line.mini, url: line.url }, 'template')),
  subscribe: (line, view) => notice(line, line.page || line.url, () => openTarget(subscribed(line, view), 'subscribe')),
}

/** A line as the person sees it. */
export function messageLine(line, view) {
  if (line.side === 'system') return h('p', { class: 'told' }, line.text)
  const draw = KINDS[line.kind]
  const content = draw ? draw(line, view) : bubble(line, [`[${line.kind}]`])
  if (WIDE.has(line.kind)) return h('div', { 'data-line': line.id, 'data-kind': line.kind }, content)
  const mine = line.side === 'user'
  const mark = mine ? portrait(me(), 40) : accountMark(view.account, 'small')
  const told = line.ai ? h('span', { class: 'with-note' }, content, h('small', {}, '内容由第三方AI生成')) : content
  return h('div', { class: mine ? 'said mine' : 'said', 'data-line': line.id, 'data-kind': line.kind }, mark, told)
}

const WIDE = new Set(['news', 'mpnews', 'mpnewsarticle', 'template', 'subscribe'])

/** What a list of talks says about the last line. */
export function snippetOf(line) {
  const words = {
    image: '[图片]',
    voice: '[语音]',
    video: '[视频]',
    shortvideo: '[视频]',
    music: `[音乐] ${line.title ?? ''}`,
    news: line.articles?.[0]?.title,
    msgmenu: line.head,
    miniprogrampage: `[小程序] ${line.title}`,
    mini: `[小程序] ${line.title}`,
    location: `[位置] ${line.label}`,
    link: `[链接] ${line.title}`,
    template: `[通知] ${line.title}`,
    subscribe: `[服务通知] ${line.title}`,
  }
  return words[line.kind] ?? plainOf(line.text ?? line.title ?? '')
}

function plainOf(text) {
  return text.replace(/<a\b[^>]*>|<\/a>/gi, '')
}

function subscribed(line, view) {
  return line.page ? { appid: view.appid, pagepath: line.page } : { url: line.url }
}

function bubble(_, content) {
  return h('div', { class: 'bubble' }, content)
}

/** A text with WeChat's own anchors: an address, a page of a mini program, or a chosen menu line. */
function said(text, view) {
  return text.split(ANCHOR).flatMap(part => {
    if (!ANCHOR.test(part)) return part.split(ADDRESS).map(piece => (ADDRESS.test(piece) ? tap(piece, () => openLink(piece)) : piece))
    const tag = new DOMParser().parseFromString(part, 'text/html').querySelector('a')
    return tag ? [tap(tag.textContent, () => follow(tag, view))] : [part]
  })
}

function tap(words, onclick) {
  return h('button', { type: 'button', onclick }, words)
}

function follow(tag, view) {
  const href = tag.getAttribute('href') ?? ''
  const appid = tag.dataset.miniprogramAppid
  if (appid) return openTarget({ appid, pagepath: tag.dataset.miniprogramPath }, 'message')
  const chosen = href.startsWith('weixin://bizmsgmenu') ? new URLSearchParams(href.split('?')[1]) : null
  if (chosen) return view.act('say', { kind: 'text', text: chosen.get('msgmenucontent'), menu_id: chosen.get('msgmenuid') })
  return openLink(href)
}

function mediaUrl(line) {
  return `/box-media/${line.media_id}`
}

function picture(line) {
  const url = mediaUrl(line)
  return h('button', { type: 'button', class: 'said-picture', onclick: () => showPictures([url], url) }, h('img', { src: url, alt: '图片' }))
}

function voice(line) {
  const play = () => {
    const sound = new Audio(mediaUrl(line))
    sound.play().catch(() => toast('浏览器放不了这种语音(AMR)'))
  }
  return h('button', { type: 'button', class: 'bubble voice', onclick: play }, icon('voice'), h('span', {}, `${line.seconds ?? 1}″`))
}

function video(line) {
  const frame = h('span', { class: 'video' }, icon('play'), line.title ? h('b', {}, line.title) : null)
  const play = event => {
    const screen = h('video', { src: mediaUrl(line), controls: true, autoplay: true })
    event.currentTarget.replaceWith(screen)
  }
  return h('button', { type: 'button', class: 'said-picture', onclick: play }, frame)
}

function card(_, title, about, mark, onclick) {
  return h(
    onclick ? 'button' : 'div',
    { type: onclick ? 'button' : undefined, class: 'link-card', onclick },
    h('b', {}, title),
    h('span', { class: 'about' }, h('span', {}, about), h('span', { class: 'no-picture' }, icon(mark))),
  )
}

function miniPage(line) {
  const path = new URLSearchParams({ page: line.pagepath ?? '' })
  const link = {
    title: line.title,
    summary: '小程序',
    picture: line.picture || (line.media_id ? `${location.origin}${mediaUrl(line)}` : ''),
    link: `http://localhost:${location.port}/mp/${line.appid}?${path}`,
  }
  return miniCard(link, () => openTarget(line, 'message'))
}

function choices(line, view) {
  const rows = line.list.map(one =>
    h('li', {}, tap(one.content, () => view.act('say', { kind: 'text', text: one.content, menu_id: one.id }))),
  )
  return h('div', { class: 'bubble' }, h('p', {}, line.head), h('ul', { class: 'msg-menu' }, rows), line.tail ? h('p', {}, line.tail) : null)
}

/** One article is a large card; several share one, the first on top. */
function news(articles) {
  const [first, ...rest] = articles
  if (!first) return h('p', { class: 'told' }, '一篇图文')
  const image = (one, big) => {
    const url = ownUrl(one.picture, me().id) || one.picture
    const gone = event => event.target.replaceWith(h('span', { class: `no-picture ${big ? 'cover' : ''}` }, icon('photo')))
    return url ? h('img', { src: url, alt: '', class: big ? 'cover' : '', onerror: gone }) : null
  }
  const open = one => () => openLink(one.url)
  return h(
    'article',
    { class: 'news' },
    h(
      'button',
      { type: 'button', onclick: open(first) },
      image(first, true),
      h('b', {}, first.title),
      rest.length || !first.description ? null : h('small', {}, first.description),
    ),
    ...rest.map(one => h('button', { type: 'button', class: 'more', onclick: open(one) }, h('span', {}, one.title), image(one))),
  )
}

function notice(line, leads, onclick) {
  return h(
    leads ? 'button' : 'div',
    { class: 'notice', type: leads ? 'button' : undefined, 'data-notice': line.id, onclick: leads ? onclick : undefined },
    h('b', {}, line.title),
    h('dl', {}, (line.lines ?? []).map(one => h('div', {}, h('dt', {}, one.label), h('dd', {}, one.value)))),
    leads ? h('span', { class: 'go' }, line.mini || line.page ? '进入小程序查看' : '查看详情', icon('next')) : null,
  )
}
