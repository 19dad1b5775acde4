import { readonly, ref } from 'vue'

/** The open question "sign in again?"; answered by the dialog in the shell. */
const waiting = ref<((done: boolean) => void) | null>(null)
let shellIsThere = false

export const renewalAsked = readonly(waiting)

/** Called by the dialog that can answer; without it an ended session simply fails. */
export function renewalHost(present: boolean): void {
  shellIsThere = present
  if (!present)
    answerRenewal(false)
}

export function renewSession(): Promise<boolean> {
  if (!shellIsThere)
    return Promise.resolve(false)
  return new Promise(resolve => waiting.value = resolve)
}

export function answerRenewal(done: boolean): void {
  waiting.value?.(done)
  waiting.value = null
}
