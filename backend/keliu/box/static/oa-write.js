// Under a talk: the menu of the account, or the line to write and what can be sent beside words.
import { fill, h, icon } from './dom.js'
import { openScanner } from './scan.js'
import { chooseBelow } from './sheets.js'
import { button, toast } from './stage.js'
import { openTarget } from './oa.js'

/** The three buttons; a button with more inside opens them above itself. */
export function menuBar(view, buttons) {
  const foot = h('div', { class: 'menu-bar', 'data-menu': '' })
  const toWriting = button('keyboard', '写消息', () => fill(foot, [writingBar(view, draw)]), { 'data-act': 'keyboard' })
  const draw = () => fill(foot, [toWriting, ...buttons.map(one => menuButton(view, one, foot))])
  draw()
  return foot
}

function menuButton(view, one, foot) {
  const inside = one.sub_button?.length ? one.sub_button : null
  const onclick = () => {
    const open = foot.querySelector('.sub-menu')
    const mine = open?.dataset.of === one.name
    open?.remove()
    if (inside && !mine) cell.append(subMenu(view, one, foot))
    else if (!inside) press(view, one)
  }
  const cell = h(
    'span',
    { class: 'menu-cell' },
    h('button', { type: 'button', 'data-button': one.name, 'aria-haspopup': inside ? 'menu' : undefined, onclick }, inside ? icon('list') : null, short(one.name, 4)),
  )
  return cell
}

function subMenu(view, one, foot) {
  const rows = one.sub_button.map(sub =>
    h(
      'button',
      {
        type: 'button',
        'data-button': sub.name,
        onclick: () => {
          foot.querySelector('.sub-menu')?.remove()
          press(view, sub)
        },
      },
      short(sub.name, 7),
    ),
  )
  return h('div', { class: 'sub-menu', role: 'menu', 'data-of': one.name }, rows)
}

/** WeChat cuts what is longer than its room. */
function short(name, most) {
  return [...name].length > most ? `${[...name].slice(0, most).join('')}...` : name
}

/** Does what the button says, and tells the account what WeChat tells it. */
async function press(view, one) {
  if (one.type === 'view' || one.type === 'miniprogram') {
    openTarget(one, 'menu')
    return view.act('view', { url: one.url, wait: false })
  }
  if (one.type?.startsWith('scancode')) return openScanner({ take: result => view.act('click', { key: one.key, result }) })
  if (one.type === 'article_id' || one.type === 'article_view_limited') return toast('这是一篇已发布的文章')
  return view.act('click', { key: one.key ?? one.media_id })
}

/** The line to write; `back` returns to the menu. */
export function writingBar(view, back) {
  const input = h('input', {
    'aria-label': '写消息',
    maxlength: 600,
    autocomplete: 'off',
    enterkeyhint: 'send',
    oninput: () => draw(),
  })
  const send = h('button', { class: 'green', 'data-act': 'send' }, '发送')
  const more = button('plus', '更多', () => sendMore(view), { 'data-act': 'plus' })
  const draw = () => {
    send.hidden = !input.value.trim()
    more.hidden = !send.hidden
  }
  const onsubmit = async event => {
    event.preventDefault()
    const text = input.value.trim()
    if (!text) return
    input.value = ''
    draw()
    await view.act('say', { kind: 'text', text })
    input.focus()
  }
  draw()
  const list = back ? button('list', '菜单', back, { 'data-act': 'menu' }) : null
  return h('form', { class: 'write', onsubmit }, list, input, more, send)
}

async function sendMore(view) {
  const kinds = [
    ['image', '图片'],
    ['location', '位置'],
    ...(view.account.kind === 'oa' ? [['voice', '语音(示例)'], ['video', '视频(示例)'], ['link', '收藏的链接']] : []),
  ]
  const kind = await chooseBelow('发送', kinds)
  if (kind === 'image') return pickPicture(view)
  if (kind === 'link') return view.act('say', { kind, title: '收藏的文章', description: '从收藏里发来', url: 'https://mp.weixin.qq.com/s/example' })
  return kind ? view.act('say', { kind }) : undefined
}

function pickPicture(view) {
  const file = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/gif' })
  file.addEventListener('change', async () => {
    if (!file.files[0]) return
    const bytes = new Uint8Array(await file.files[0].arrayBuffer())
    let text = ''
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
    await view.act('say', { kind: 'image', data: btoa(text) })
  })
  file.click()
}
