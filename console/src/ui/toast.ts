import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  kind: 'done' | 'warning' | 'error'
  text: string
  action?: { text: string, run: () => unknown }
}

const SHOWN_MS = 3_500
const WITH_ACTION_MS = 8_000
const list = ref<Toast[]>([])
let lastId = 0

export const toasts = readonly(list)

export function toast(text: string, options: { kind?: Toast['kind'], action?: Toast['action'] } = {}): void {
  const id = ++lastId
  list.value = [...list.value.slice(-2), { id, kind: options.kind ?? 'done', text, action: options.action }]
  setTimeout(() => closeToast(id), options.action || options.kind === 'error' ? WITH_ACTION_MS : SHOWN_MS)
}

export function closeToast(id: number): void {
  list.value = list.value.filter(one => one.id !== id)
}
