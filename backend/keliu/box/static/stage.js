// Pages lie on each other; the top one is seen. Toasts, sheets and dialogs lie above all pages.
import { fill, h, icon } from './dom.js'

const stage = document.getElementById('stage')
const over = document.getElementById('over')
const toastBox = document.getElementById('toast')
const pages = []

/** Puts a page on top. `left` runs when it goes away, `covered` and `seen` when another lies over it or no more; `linger` keeps it working unseen. */
export function push(element, { left, covered, seen, linger = 0, name = '' } = {}) {
  const below = pages.at(-1)
  if (below) below.element.inert = true
  below?.covered?.()
  element.classList.add('page')
  if (below) element.classList.add('pushed')
  pages.push({ element, left, covered, seen, linger, name })
  stage.append(element)
  nameTop()
}

/** Takes a page away (the top one if none is named); those above it go too. */
export function pop(element = pages.at(-1)?.element) {
  const index = pages.findIndex(page => page.element === element)
  if (index < 1) return
  for (const page of pages.splice(index).reverse()) {
    page.covered?.()
    page.left?.()
    takeAway(page)
  }
  pages.at(-1).element.inert = false
  pages.at(-1).seen?.()
  nameTop()
}

/** What a page began may still end for a moment, unseen, as an app in the background does. */
function takeAway({ element, linger }) {
  if (!linger) return element.remove()
  element.classList.add('leaving')
  element.inert = true
  setTimeout(() => element.remove(), linger)
}

/** The frame around the pages follows the one on top (the scanner is dark up to the edge). */
function nameTop() {
  stage.parentElement.dataset.top = pages.at(-1).name
}

/** Back to the tabs. */
export function popAll() {
  closeOver()
  if (pages.length > 1) pop(pages[1].element)
}

/** The name of the page on top. */
export function topName() {
  return pages.at(-1)?.name ?? ''
}

/** A title bar: what stands left, the title, what stands right. */
export function bar(title, { back = true, right = [] } = {}) {
  const heading = h('h1', {}, title)
  const left = back ? [button('back', '返回', () => pop())] : []
  return {
    element: h(
      'header',
      { class: 'bar' },
      h('span', {}, ...left),
      heading,
      h('span', {}, ...right),
    ),
    heading,
  }
}

/** A round place for a thumb with one icon. */
export function button(name, label, onclick, extra = {}) {
  return h(
    'button',
    { type: 'button', class: 'touch', 'aria-label': label, title: label, onclick, ...extra },
    icon(name),
  )
}

let quiet
/** One short line that goes away by itself. */
export function toast(text) {
  toastBox.textContent = text
  toastBox.classList.add('shown')
  clearTimeout(quiet)
  quiet = setTimeout(() => toastBox.classList.remove('shown'), 1800)
}

/** Runs something and shows its Chinese sentence when it fails. */
export async function tried(work) {
  try {
    return await work()
  } catch (error) {
    toast(error.message)
    return undefined
  }
}

/** A sheet or dialog above the pages; Escape or a tap beside it closes it. */
export function showOver(content, { middle = false, closed } = {}) {
  const before = document.activeElement
  const close = () => {
    if (!veil.isConnected) return
    veil.remove()
    stage.inert = false
    before?.focus?.()
    closed?.()
  }
  const veil = h(
    'div',
    {
      class: middle ? 'veil middle' : 'veil',
      onclick: event => event.target === veil && close(),
      onkeydown: event => event.key === 'Escape' && close(),
    },
    content,
  )
  fill(over, [veil])
  stage.inert = true
  content.querySelector('button:not([data-act="cancel"])')?.focus()
  return close
}

/** Takes any sheet away. */
export function closeOver() {
  over.replaceChildren()
  stage.inert = false
}

/** A picture on black; a tap shows the next one or closes. */
export function showPictures(urls, current) {
  let index = Math.max(0, urls.indexOf(current))
  const image = h('img', { alt: '图片' })
  const count = h('span', { class: 'count' })
  const draw = () => {
    image.src = urls[index]
    count.textContent = urls.length > 1 ? `${index + 1} / ${urls.length}` : ''
  }
  const viewer = h(
    'button',
    {
      type: 'button',
      class: 'picture-viewer',
      'aria-label': '关闭图片',
      onclick: () => {
        index += 1
        if (index < urls.length) draw()
        else closeOver()
      },
      onkeydown: event => event.key === 'Escape' && closeOver(),
    },
    image,
    count,
  )
  draw()
  fill(over, [viewer])
  viewer.focus()
}
