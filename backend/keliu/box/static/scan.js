// 扫一扫: a picture goes to the box, the box reads the code, the code decides what opens.
import { post } from './api.js'
import { fill, h } from './dom.js'
import { openLink } from './open.js'
import { bar, button, pop, push, showOver, toast, topName } from './stage.js'
import { me } from './state.js'
import { asUrl } from './words.js'

const HINT = '把有码的图片拖到这里,也可以直接粘贴'

/** Opens the scanner. With `take`, the text goes to the caller (a page that called wx.scanQRCode). */
export function openScanner({ first, take, left } = {}) {
  const view = h('div', { class: 'window' }, HINT)
  const problem = h('p', { class: 'problem', role: 'alert' })
  const file = h('input', {
    type: 'file',
    id: 'scan-file',
    accept: 'image/*',
    'aria-label': '选一张图片',
    onchange: () => file.files[0] && scan(file.files[0]),
  })
  const address = h('input', {
    id: 'scan-url',
    'aria-label': '图片地址',
    placeholder: '或粘贴产品里图片的地址',
    inputmode: 'url',
    autocomplete: 'off',
  })
  const form = h(
    'form',
    {
      onsubmit: event => {
        event.preventDefault()
        scan(address.value.trim())
      },
    },
    address,
    h('button', { 'data-act': 'scan-url' }, '扫'),
  )
  const head = h(
    'header',
    { class: 'bar' },
    h(
      'span',
      {},
      button('close', '关闭扫一扫', () => pop(page)),
    ),
    h('h1', {}, '扫一扫'),
    h('span', {}),
  )
  const page = h(
    'section',
    { class: 'scanner', 'data-page': 'scan' },
    head,
    h('main', { class: 'finder' }, view),
    problem,
    h('div', { class: 'ways' }, h('label', { class: 'pick' }, '选一张图片', file), form),
  )

  async function scan(what) {
    if (!what) return
    problem.textContent = ''
    const shown = typeof what === 'string' ? null : URL.createObjectURL(what)
    fill(view, [shown ? h('img', { src: shown, alt: '正在看这张图片' }) : '正在取图片'])
    try {
      const { codes } =
        typeof what === 'string'
          ? await post('/phone/api/scan-url', { url: what })
          : await post('/phone/api/scan', what)
      choose(codes, text => {
        pop(page)
        if (take) take(text)
        else act(text)
      })
    } catch (error) {
      problem.textContent = error.message
      fill(view, [HINT])
    } finally {
      file.value = ''
      if (shown) URL.revokeObjectURL(shown)
    }
  }

  const pasted = event => {
    const picture = [...event.clipboardData.files].find(item => item.type.startsWith('image/'))
    if (!picture) return
    event.preventDefault()
    scan(picture)
  }
  document.addEventListener('paste', pasted)
  page.addEventListener('scan', event => scan(event.detail))
  page.addEventListener('dragover', () => view.classList.add('over'))
  page.addEventListener('dragleave', () => view.classList.remove('over'))
  page.addEventListener('drop', () => view.classList.remove('over'))
  push(page, {
    name: 'scan',
    left: () => {
      document.removeEventListener('paste', pasted)
      left?.()
    },
  })
  if (first) scan(first)
}

/** A picture dropped anywhere on the phone is scanned. */
export function watchDrops(stage) {
  stage.addEventListener('dragover', event => event.preventDefault())
  stage.addEventListener('drop', event => {
    event.preventDefault()
    const what = dropped(event.dataTransfer)
    if (!what) toast('拖来的不是图片')
    else if (topName() === 'scan')
      stage
        .querySelector('[data-page="scan"]')
        .dispatchEvent(new CustomEvent('scan', { detail: what }))
    else openScanner({ first: what })
  })
}

function dropped(transfer) {
  const picture = [...transfer.files].find(item => item.type.startsWith('image/'))
  return picture ?? (asUrl(transfer.getData('text/uri-list'))?.href || null)
}

/** One code acts at once; several let the person choose. */
function choose(codes, done) {
  if (codes.length === 1) return done(codes[0])
  const rows = codes.map(text =>
    h(
      'button',
      {
        type: 'button',
        class: 'row',
        onclick: () => {
          close()
          done(text)
        },
      },
      h('span', { class: 'body' }, h('span', { class: 'text' }, h('b', {}, text))),
    ),
  )
  const close = showOver(
    h(
      'div',
      { class: 'sheet', role: 'dialog', 'aria-label': '选一个码' },
      h('p', { class: 'where' }, `图片里有 ${codes.length} 个码`),
      h('div', { class: 'rows' }, rows),
    ),
  )
}

function act(text) {
  if (asUrl(text) || text.startsWith('weixin://wxpay/')) openLink(text, 'code')
  else
    push(
      h(
        'section',
        { 'data-page': 'scanned' },
        bar('扫描结果').element,
        h(
          'main',
          { class: 'scroll' },
          h('p', { class: 'scanned' }, text),
          h('p', { class: 'empty' }, `${me().name}扫到了一段文字`),
        ),
      ),
      { name: 'scanned' },
    )
}
