/* Toast, modal and action sheet, drawn over the page. */
import { inner } from '../elements/base'

function layer(className: string): HTMLDivElement {
  const el = inner('div', `sim-layer ${className}`)
  const screen = document.querySelector('.sim-screen') ?? document.body
  screen.append(el)
  return el
}

let toast: HTMLElement | null = null
let toastTimer = 0

interface ToastOptions { title?: string, icon?: string, duration?: number, mask?: boolean }

/** `duration` 0 keeps it until it is hidden, as loading does. */
export function showToast({ title = '', icon = 'success', duration = 1500, mask = false }: ToastOptions): void {
  hideToast()
  toast = layer('sim-toast')
  toast.dataset.icon = icon
  toast.toggleAttribute('data-mask', mask)
  const box = inner('div', 'sim-toast-box')
  box.setAttribute('role', 'status')
  if (icon !== 'none')
    box.append(inner('i', 'sim-toast-icon'))
  box.append(Object.assign(inner('p', ''), { textContent: title }))
  toast.append(box)
  if (duration > 0)
    toastTimer = window.setTimeout(hideToast, duration)
}

export function hideToast(): void {
  window.clearTimeout(toastTimer)
  toast?.remove()
  toast = null
}

interface ModalOptions {
  title?: string
  content?: string
  editable?: boolean
  placeholderText?: string
  showCancel?: boolean
  cancelText?: string
  confirmText?: string
}

export interface ModalAnswer { confirm: boolean, cancel: boolean, content?: string }

export function showModal(options: ModalOptions): Promise<ModalAnswer> {
  const box = layer('sim-modal')
  const dialog = inner('div', 'sim-modal-box')
  dialog.setAttribute('role', 'dialog')
  dialog.setAttribute('aria-modal', 'true')
  if (options.title)
    dialog.append(Object.assign(inner('h3', ''), { textContent: options.title }))
  const field = inner('textarea', 'sim-modal-field')
  if (options.editable)
    dialog.append(Object.assign(field, { value: options.content ?? '', placeholder: options.placeholderText ?? '' }))
  else if (options.content)
    dialog.append(Object.assign(inner('p', ''), { textContent: options.content }))
  return new Promise((resolve) => {
    const row = inner('div', 'sim-modal-row')
    const button = (text: string, confirm: boolean): void => {
      const el = Object.assign(inner('button', confirm ? 'sim-ok' : 'sim-cancel'), { textContent: text })
      el.addEventListener('click', () => {
        box.remove()
        resolve({ confirm, cancel: !confirm, ...(options.editable && confirm ? { content: field.value } : {}) })
      })
      row.append(el)
    }
    if (options.showCancel !== false)
      button(options.cancelText ?? '取消', false)
    button(options.confirmText ?? '确定', true)
    dialog.append(row)
    box.append(dialog)
  })
}

/** Index of the chosen line, or -1 when it was closed. */
export function showSheet(lines: string[], heading = ''): Promise<number> {
  const box = layer('sim-sheet')
  const list = inner('div', 'sim-sheet-box')
  list.setAttribute('role', 'dialog')
  return new Promise((resolve) => {
    const done = (index: number): void => {
      box.remove()
      resolve(index)
    }
    const button = (text: string, index: number, className: string): void => {
      const el = Object.assign(inner('button', className), { textContent: text })
      el.addEventListener('click', () => done(index))
      list.append(el)
    }
    if (heading)
      list.append(Object.assign(inner('p', ''), { textContent: heading }))
    lines.forEach((line, index) => button(line, index, 'sim-line'))
    button('取消', -1, 'sim-line sim-close-line')
    box.addEventListener('click', event => event.target === box && done(-1))
    box.append(list)
  })
}

export function showPictures(urls: string[], current: number): void {
  const box = layer('sim-pictures')
  box.append(...urls.map((url, index) => Object.assign(inner('img', ''), { src: url, alt: `第 ${index + 1} 张, 共 ${urls.length} 张` })))
  box.setAttribute('role', 'dialog')
  box.addEventListener('click', () => box.remove())
  box.children[current]?.scrollIntoView()
}
