// One phone: who owns it, what happens to it live, and the four tabs everything starts from.
import { live } from './api.js'
import './bridge.js'
import { openChat } from './chat.js'
import { fill, h, icon, portrait } from './dom.js'
import { accountMark, openAccount, openTalk } from './oa.js'
import { snippetOf } from './oa-lines.js'
import { openMini } from './mini.js'
import { momentsMoved, openMoments } from './moments.js'
import { miniOf, openLink, SCENE } from './open.js'
import { openProfile } from './profile.js'
import { openScanner, watchDrops } from './scan.js'
import { bar, button, popAll, push, toast, tried } from './stage.js'
import {
  accounts,
  allAccounts,
  catchUp,
  chats,
  forgetLinks,
  links,
  loadAccounts,
  loadChats,
  me,
  noticed,
  onChange,
  received,
  start,
  typing,
} from './state.js'
import { hourMinute, now, setNow, when } from './words.js'

const TABS = [
  ['chats', '微信', chatsTab],
  ['contacts', '通讯录', contactsTab],
  ['discover', '发现', discoverTab],
  ['me', '我', meTab],
]
let current = 'chats'
const scanButton = button('scan', '扫一扫', () => openScanner(), { 'data-act': 'scan' })
const title = bar('微信', { back: false, right: [scanButton] })
const body = h('main', { class: 'scroll' })
const tabs = h('nav', { class: 'tabs', role: 'tablist', 'aria-label': '微信' })

function draw() {
  const unread = [...chats(), ...accounts()].reduce((sum, one) => sum + one.unread, 0)
  const [, name, content] = TABS.find(([key]) => key === current)
  scanButton.hidden = current !== 'chats'
  title.heading.textContent = current === 'chats' && unread ? `微信(${unread})` : name
  document.title = `${unread ? `(${unread}) ` : ''}${me().name}的微信`
  fill(body, content())
  fill(
    tabs,
    TABS.map(([key, label]) => tabButton(key, label, key === 'chats' ? unread : 0)),
  )
}

function tabButton(key, label, unread) {
  const onclick = () => {
    current = key
    draw()
    tabs.querySelector('[aria-selected="true"]').focus()
  }
  return h(
    'button',
    {
      type: 'button',
      role: 'tab',
      'aria-selected': String(key === current),
      'data-tab': key,
      onclick,
    },
    h('span', { class: 'with-badge' }, icon(key), badge(unread)),
    label,
  )
}

function badge(count) {
  return count
    ? h('span', { class: 'badge', 'aria-label': `${count} 条未读` }, count > 99 ? '99+' : count)
    : null
}

function chatsTab() {
  if (!chats().length && !accounts().length)
    return [
      h(
        'p',
        { class: 'empty' },
        icon('chats'),
        h('br'),
        '还没有聊天。到通讯录找个朋友,或者扫一扫。',
      ),
    ]
  return [
    h(
      'div',
      { class: 'rows' },
      [...chats().map(chatLine), ...accounts().map(accountLine)]
        .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
        .map(talkRow),
    ),
  ]
}

function chatLine(chat) {
  return {
    mark: portrait(chat.peer),
    name: chat.peer.name,
    text: snippet(chat.last),
    at: chat.last.at,
    unread: chat.unread,
    data: { 'data-chat': chat.peer.id },
    open: () => openChat(chat.peer),
  }
}

function accountLine(account) {
  const notice = account.kind === 'mini' && account.last.kind === 'subscribe'
  const mine = account.last.side === 'user'
  return {
    mark: notice ? h('span', { class: 'account-mark bell' }, icon('bell')) : accountMark(account),
    name: notice ? '服务通知' : account.name,
    text: `${mine ? '我:' : ''}${snippetOf(account.last)}`,
    at: account.last.at,
    unread: account.unread,
    data: { 'data-account': account.appid },
    open: () => openTalk(account.appid),
  }
}

function talkRow(line) {
  return h(
    'button',
    { type: 'button', class: 'row', ...line.data, onclick: line.open },
    h('span', { class: 'with-badge' }, line.mark, badge(line.unread)),
    h(
      'span',
      { class: 'body' },
      h('span', { class: 'text' }, h('b', {}, line.name), h('small', {}, line.text)),
      h('time', {}, when(line.at, true)),
    ),
  )
}

function snippet(message) {
  if (message.kind !== 'link') return message.text
  return `[${miniOf(message.link) ? '小程序' : '链接'}] ${message.title}`
}

function contactsTab() {
  const followed = allAccounts().filter(one => one.follows).length
  return [
    h(
      'div',
      { class: 'rows' },
      placeRow('chats', '公众号', `已关注 ${followed} 个`, 'accounts', openAccounts),
    ),
    h(
      'div',
      { class: 'rows' },
      me().contacts.map(person =>
        h(
          'button',
          {
            type: 'button',
            class: 'row',
            'data-contact': person.id,
            onclick: () => openProfile(person),
          },
          portrait(person, 40),
          h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, person.name))),
        ),
      ),
    ),
  ]
}

function discoverTab() {
  const scanRow = h(
    'button',
    { type: 'button', class: 'row', 'data-act': 'scan', onclick: () => openScanner() },
    tinted('scan'),
    h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, '扫一扫')), icon('next')),
  )
  const programs = allAccounts().filter(one => one.kind === 'mini')
  const miniRow =
    programs.length > 0 &&
    placeRow('mini', '小程序', programs.length > 1 ? `${programs.length} 个` : programs[0].name, 'minis', openMinis)
  const opened = links().map(link =>
    h(
      'button',
      { type: 'button', class: 'row', onclick: () => openLink(link.url, 'list') },
      miniOf(link.url) ? icon('mini') : icon('link'),
      h(
        'span',
        { class: 'body' },
        h(
          'span',
          { class: 'text' },
          h('b', {}, link.title || link.url),
          h('small', {}, kindOf(link)),
        ),
        h('time', {}, when(link.at, true)),
      ),
    ),
  )
  const forget = h('button', { type: 'button', onclick: () => tried(forgetLinks) }, '清空')
  return [
    h('div', { class: 'rows' }, placeRow('moment', '朋友圈', '朋友分享的网页', 'moments', openMoments)),
    h('div', { class: 'rows' }, scanRow, miniRow),
    ...(opened.length
      ? [
          h('div', { class: 'group-title' }, '最近打开', forget),
          h('div', { class: 'rows' }, opened),
        ]
      : []),
  ]
}

function placeRow(mark, name, about, act, onclick) {
  return h(
    'button',
    { type: 'button', class: 'row', 'data-act': act, onclick },
    tinted(mark),
    h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, name), h('small', {}, about)), icon('next')),
  )
}

/** Every account of this box, those one follows first. */
function openAccounts() {
  const found = allAccounts().filter(one => one.kind === 'oa')
  const sorted = [...found.filter(one => one.follows), ...found.filter(one => !one.follows)]
  listPage('公众号', sorted, one => (one.follows ? '已关注' : '没有关注'), one => (one.follows ? openTalk(one.appid) : openAccount(one.appid)))
}

function openMinis() {
  const found = allAccounts().filter(one => one.kind === 'mini')
  if (found.length === 1) return openMini({ appid: found[0].appid, scene: SCENE.list })
  listPage('小程序', found, one => one.subject, one => openMini({ appid: one.appid, scene: SCENE.list }))
}

function listPage(heading, items, about, open) {
  const rows = items.map(one =>
    h(
      'button',
      { type: 'button', class: 'row', 'data-account': one.appid, onclick: () => open(one) },
      accountMark(one),
      h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, one.name), h('small', {}, about(one)))),
    ),
  )
  const empty = h('p', { class: 'empty' }, '产品启动后会在这里登记')
  push(h('section', {}, bar(heading).element, h('main', { class: 'scroll' }, items.length ? h('div', { class: 'rows' }, rows) : empty)), { name: 'list' })
}

function kindOf(link) {
  if (miniOf(link.url)) return '小程序'
  return link.title ? link.url : '网页'
}

function meTab() {
  return [
    h(
      'section',
      { class: 'profile' },
      portrait(me(), 64),
      h('div', {}, h('h2', {}, me().name), h('p', {}, `微信号:${me().id}`)),
    ),
    h(
      'div',
      { class: 'rows' },
      h(
        'div',
        { class: 'row' },
        icon('phone'),
        h(
          'span',
          { class: 'body' },
          h('span', { class: 'text' }, h('b', {}, '这台手机'), h('small', {}, location.origin)),
        ),
      ),
      h(
        'div',
        { class: 'row' },
        icon('clock'),
        h(
          'span',
          { class: 'body' },
          h(
            'span',
            { class: 'text' },
            h('b', {}, '手机时间'),
            h('small', {}, now().toLocaleString('zh-CN')),
          ),
        ),
      ),
    ),
  ]
}

function tinted(name) {
  const mark = icon(name)
  mark.classList.add('tint')
  return mark
}

function heard(event) {
  if (event.type === 'open') tried(catchUp)
  else if (event.type === 'chats') tried(loadChats)
  else if (event.type === 'notice' || event.type === 'talk') tried(() => noticed(event.appid))
  else if (event.type === 'moments') tried(momentsMoved)
  else if (event.type === 'typing') typing(event)
  else if (event.type === 'apps') tried(loadAccounts)
  else if (event.type === 'message') tried(() => received(event.message))
  else if (event.type === 'clock') setClock(event.now)
  else if (event.type === 'reset') restart()
}

function restart() {
  popAll()
  tried(async () => {
    await start()
    setClock(me().now)
    toast('盒子已恢复到开始的样子')
  })
}

function setClock(iso) {
  setNow(iso)
  showTime()
  draw()
}

function showTime() {
  document.getElementById('time').textContent = hourMinute(now())
}

async function boot() {
  fill(document.getElementById('signals'), ['signal', 'wifi', 'battery'].map(icon))
  try {
    await start()
  } catch (error) {
    fill(document.getElementById('stage'), [h('p', { class: 'empty' }, error.message)])
    return
  }
  setNow(me().now)
  showTime()
  setInterval(showTime, 10000)
  push(h('section', {}, title.element, body, tabs), { name: 'tabs' })
  onChange(draw)
  draw()
  watchDrops(document.getElementById('stage'))
  live('/phone/api/live', heard)
}

boot()
