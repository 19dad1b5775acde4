// One official account: the notices it has sent, and whether this person follows it.
import { get, post } from './api.js'
import { fill, h, icon } from './dom.js'
import { bar, button, push, showOver, toast, tried } from './stage.js'
import { loadAccounts, me, read } from './state.js'
import { openWeb } from './web.js'
import { ownUrl, when } from './words.js'

/** Opens the notices of an account. */
export async function openAccount(account) {
  const talk = h('div', { class: 'talk notices' })
  const scroll = h('main', { class: 'scroll' }, talk)
  let now = { follows: true, takes: true }

  async function load() {
    const known = await get(`/phone/api/accounts/${account.appid}`)
    now = { follows: known.follows, takes: known.takes }
    fill(talk, known.items.flatMap(one => [h('time', {}, when(one.at)), notice(one)]))
    scroll.scrollTop = scroll.scrollHeight
    await post(`/phone/api/accounts/${account.appid}/read`, {})
    await loadAccounts()
  }

  const settings = () => {
    const close = showOver(
      h(
        'div',
        { class: 'sheet', role: 'dialog', 'aria-label': '公众号设置' },
        choice(now.takes ? '不再接收通知' : '接收通知', 'takes', () =>
          change({ takes: !now.takes }),
        ),
        choice(now.follows ? '取消关注' : '关注公众号', 'follows', () =>
          change({ follows: !now.follows }),
        ),
        choice('取消', 'cancel', () => close()),
      ),
    )
    async function change(next) {
      close()
      const saved = await tried(() => post(`/phone/api/accounts/${account.appid}`, next))
      if (saved) now = saved
      if (saved) toast('已保存')
    }
  }
  const more = button('more', '公众号设置', settings, { 'data-act': 'account-settings' })
  const page = h(
    'section',
    { 'data-page': 'account' },
    bar(account.name, { right: [more] }).element,
    scroll,
  )
  push(page, { name: `account:${account.appid}`, left: read(account.appid, { load }) })
  await tried(load)
}

function choice(text, name, onclick) {
  return h('button', { type: 'button', class: 'wide-button', 'data-choice': name, onclick }, text)
}

function notice(one) {
  const url = ownUrl(one.url, me().id)
  return h(
    url ? 'button' : 'div',
    {
      class: 'notice',
      type: url ? 'button' : undefined,
      'data-notice': one.id,
      onclick: url ? () => openWeb(url) : undefined,
    },
    h('b', {}, one.title),
    h(
      'dl',
      {},
      one.lines.map(line => h('div', {}, h('dt', {}, line.label), h('dd', {}, line.value))),
    ),
    url ? h('span', { class: 'go' }, '查看详情', icon('next')) : null,
  )
}

/** The round mark of an account in lists. */
export function accountMark() {
  return h('span', { class: 'account-mark' }, icon('chats'))
}
