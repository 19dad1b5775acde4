// The desk: which phones stand here, and the switches of the box.
import { get, live, post, remove } from './api.js'
import { pushAddress, pushLines } from './desk-pushes.js'
import { fill, h } from './dom.js'
import { setNow, when } from './words.js'

const WIDE = 390
const TALL = 844
const SMALL = 320
const EDGE = 10
const GAP = 12
const CAPTION = 32
const KINDS = { errcode: '返回错误码', delay: '变慢', reset: '断开连接', html: '返回网页', slow: '慢慢吐字' }
const phones = document.getElementById('phones')
const panel = document.getElementById('panel')
const cases = new Map()
let known
let requests = []
let pushes = []
let shown = remembered()

function remembered() {
  try {
    return JSON.parse(localStorage.getItem('box.phones')) ?? ['u1', 'u2', 'u6']
  } catch {
    return ['u1', 'u2', 'u6']
  }
}

let quiet
async function tried(work) {
  try {
    return await work()
  } catch (error) {
    const box = document.getElementById('toast')
    box.textContent = error.message
    box.classList.add('shown')
    clearTimeout(quiet)
    quiet = setTimeout(() => box.classList.remove('shown'), 2500)
    return undefined
  }
}

// -- phones

function drawPhones() {
  for (const [user, element] of cases) {
    if (!shown.includes(user)) {
      element.remove()
      cases.delete(user)
    }
  }
  for (const user of known.users.filter(person => shown.includes(person.id))) {
    if (!cases.has(user.id)) {
      cases.set(user.id, phone(user))
      phones.append(cases.get(user.id))
    }
  }
  fit()
}

function phone(user) {
  const address = `http://${user.id}.localhost:${location.port}/`
  const frame = h('iframe', { src: address, title: `${user.name}的手机`, allow: 'clipboard-write' })
  const name = h(
    'a',
    { href: address, target: '_blank', rel: 'noopener' },
    h('b', {}, user.name),
    ` · ${user.id}.localhost`,
  )
  return h(
    'section',
    { class: 'phone', 'data-phone': user.id },
    h('div', { class: 'case' }, frame),
    name,
  )
}

/** Phones share the room: as wide as a real one if there is space, never narrower than a small one. */
function fit() {
  const room = phones.getBoundingClientRect()
  const count = Math.max(1, cases.size)
  const wide = (room.width - 2 * GAP - GAP * (count - 1)) / count - EDGE
  const tall = room.height - 2 * GAP - CAPTION - EDGE
  phones.style.setProperty('--wide', `${Math.floor(Math.max(SMALL, Math.min(WIDE, wide)))}px`)
  phones.style.setProperty('--tall', `${Math.floor(Math.max(480, Math.min(TALL, tall)))}px`)
}

function toggle(user) {
  shown = shown.includes(user) ? shown.filter(id => id !== user) : [...shown, user]
  localStorage.setItem('box.phones', JSON.stringify(shown))
  drawPhones()
  drawPanel()
}

// -- panel

const peopleBox = h('div', { class: 'people' })
const appsBox = h('ul', { class: 'lines' })
const clockBox = h('div', {})
const faultsBox = h('ul', { class: 'lines' })
const requestsBox = h('ul', { class: 'lines' })
const pushesBox = h('ul', { class: 'lines', id: 'pushes' })

function buildPanel() {
  const clear = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      onclick: () => tried(async () => faultsAre((await remove('/desk/api/faults')).items)),
    },
    '全部关掉',
  )
  const reset = h(
    'button',
    {
      type: 'button',
      class: 'small',
      'data-act': 'reset',
      onclick: () =>
        window.confirm('清空所有聊天、打开过的网页和登录凭据?应用会保留。') &&
        tried(() => post('/desk/api/reset', {})),
    },
    '恢复到开始',
  )
  fill(panel, [
    h('h2', {}, '手机'),
    peopleBox,
    h('h2', {}, '盒子的时间'),
    clockBox,
    h('h2', {}, '登记的应用'),
    appsBox,
    h('h2', {}, '故障', clear),
    faultForm(),
    faultsBox,
    h('h2', {}, '推给产品的'),
    pushesBox,
    h('h2', {}, '产品来要的'),
    requestsBox,
    h('h2', {}, '全部重来'),
    reset,
  ])
}

function drawPanel() {
  fill(
    peopleBox,
    known.users.map(user =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(shown.includes(user.id)),
          title: `${user.name}的手机`,
          onclick: () => toggle(user.id),
        },
        h('img', { src: user.avatar, alt: '', width: 32, height: 32 }),
        user.name,
      ),
    ),
  )
  fill(
    appsBox,
    known.apps.length
      ? known.apps.map(app =>
          h(
            'li',
            {},
            h(
              'div',
              {},
              h('b', {}, app.name),
              h('span', { class: 'code' }, app.kind === 'oa' ? '公众号' : '小程序'),
            ),
            h('small', {}, `${app.appid} · ${pushAddress(app)}`),
          ),
        )
      : [h('li', { class: 'none' }, '产品启动后会在这里登记')],
  )
  fill(
    faultsBox,
    known.faults.map(fault =>
      h(
        'li',
        {},
        h(
          'div',
          {},
          h('b', {}, fault.path),
          h(
            'button',
            {
              type: 'button',
              class: 'plain',
              onclick: () =>
                tried(async () => faultsAre((await remove(`/desk/api/faults/${fault.id}`)).items)),
            },
            '关掉',
          ),
        ),
        h('small', {}, told(fault)),
      ),
    ),
  )
  drawClock()
  drawRequests()
  fill(pushesBox, pushLines(pushes, nameOf))
}

function nameOf(user) {
  return known.users.find(person => person.id === user)?.name ?? `关注者 ${user.slice(1)}`
}

function told(fault) {
  const what = fault.kind === 'errcode' ? `返回 ${fault.errcode}` : KINDS[fault.kind]
  const share = fault.share < 1 ? `,每百次 ${Math.round(fault.share * 100)} 次` : ''
  const slow = fault.seconds ? `,等 ${fault.seconds} 秒` : ''
  const times = fault.times === null ? '一直' : `还有 ${fault.times} 次`
  return `${what}${slow},${times}${share}`
}

function drawClock() {
  const { now, offset_seconds: offset } = known.clock
  const date = new Date(Date.parse(now))
  const ahead = Math.round(offset)
  const move = (label, body) =>
    h(
      'button',
      {
        type: 'button',
        class: 'small',
        onclick: () => tried(async () => clockIs(await post('/desk/api/clock', body))),
      },
      label,
    )
  fill(clockBox, [
    h('p', { class: 'figure' }, date.toLocaleString('zh-CN', { hour12: false })),
    h(
      'small',
      {},
      ahead ? `比真实时间${ahead > 0 ? '快' : '慢'} ${Math.abs(ahead)} 秒` : '和真实时间一样',
    ),
    h(
      'div',
      { class: 'buttons' },
      move('+5 分', { advance: 300 }),
      move('+2 时', { advance: 7200 }),
      move('+1 天', { advance: 86400 }),
      move('复位', { reset: true }),
    ),
  ])
}

function drawRequests() {
  fill(
    requestsBox,
    requests.length
      ? requests.map(entry =>
          h(
            'li',
            {},
            h(
              'div',
              {},
              h('b', {}, entry.path),
              h(
                'span',
                { class: entry.errcode || entry.fault ? 'code wrong' : 'code' },
                entry.fault ? KINDS[entry.fault] : entry.errcode || entry.status,
              ),
            ),
            h('small', {}, `${entry.method} · ${entry.ms} 毫秒 · ${when(entry.at)}`),
          ),
        )
      : [h('li', { class: 'none' }, '产品还没有来过')],
  )
}

function faultForm() {
  const path = h('input', { value: '/cgi-bin/stable_token', required: true, list: 'paths' })
  const paths = h(
    'datalist',
    { id: 'paths' },
    [
      '/cgi-bin/*',
      '/cgi-bin/stable_token',
      '/sns/*',
      '/sns/oauth2/access_token',
      '/sns/jscode2session',
      '/wxa/getwxacodeunlimit',
      '/wxa/msg_sec_check',
      '/cgi-bin/message/custom/send',
      '/cgi-bin/message/template/send',
      '/cgi-bin/message/subscribe/*',
      '/cgi-bin/menu/*',
      '/cgi-bin/user/*',
      '/cgi-bin/qrcode/create',
      '/v3/*',
      '/connect/oauth2/authorize',
    ].map(value => h('option', { value })),
  )
  const kind = h(
    'select',
    {},
    Object.entries(KINDS).map(([value, label]) => h('option', { value }, label)),
  )
  const number = h('input', { type: 'number', value: -1, title: '错误码' })
  const seconds = h('input', { type: 'number', value: 0, min: 0, max: 120 })
  const times = h('input', { type: 'number', value: 1, min: 1 })
  const onsubmit = event => {
    event.preventDefault()
    const body = {
      path: path.value,
      kind: kind.value,
      errcode: Number(number.value),
      seconds: Number(seconds.value),
      times: Number(times.value) || null,
    }
    tried(() => post('/desk/api/faults', body))
  }
  return h(
    'form',
    { class: 'fault', onsubmit },
    h('label', {}, '地址(可以用 *)', path, paths),
    h('label', {}, '怎样', kind),
    h('label', {}, '错误码', number),
    h('label', {}, '先等几秒', seconds),
    h('label', {}, '几次', times),
    h('button', { class: 'small main' }, '加上故障'),
  )
}

function faultsAre(items) {
  known.faults = items
  drawPanel()
}

function clockIs(clock) {
  known.clock = clock
  setNow(clock.now)
  drawClock()
}

// -- live

let pending
function soon() {
  pending ??= setTimeout(() => {
    pending = undefined
    tried(load)
  }, 150)
}

async function load() {
  const [state, journal, pushed] = await Promise.all([
    get('/desk/api/state'),
    get('/desk/api/requests?limit=20'),
    get('/desk/api/pushes?limit=20'),
  ])
  known = state
  pushes = pushed.items
  requests = journal.items
  setNow(known.clock.now)
  drawPhones()
  drawPanel()
}

buildPanel()
window.addEventListener('resize', fit)
setInterval(() => {
  if (!known) return
  known.clock.now = new Date(Date.parse(known.clock.now) + 1000).toISOString()
  clockBox.querySelector('.figure').textContent = new Date(known.clock.now).toLocaleString(
    'zh-CN',
    { hour12: false },
  )
}, 1000)
live('/desk/api/live', soon)
