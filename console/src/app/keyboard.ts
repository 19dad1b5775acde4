import { useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef } from 'vue'

export interface Shortcut {
  /** `n`, `?`, `Escape`, a sequence `g c`, or with Ctrl/⌘ `mod+k`. */
  keys: string
  /** i18n key of what it does, for the list behind `?`. */
  label: string
  run: () => void
}

const SEQUENCE_MS = 900
const bound = shallowRef<Shortcut[]>([])

export const shortcuts = computed(() => bound.value)

/** Bind keys as long as the calling component lives; the newest binding of a key wins. */
export function useShortcuts(list: Shortcut[]): void {
  bound.value = [...list, ...bound.value]
  onScopeDispose(() => bound.value = bound.value.filter(shortcut => !list.includes(shortcut)))
}

/** Listen once, in the shell. */
export function useKeyboard(): void {
  let first = ''
  let at = 0
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.isComposing || event.altKey || event.defaultPrevented)
      return
    const key = (event.metaKey || event.ctrlKey ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
    if (dialogIsOpen() && key !== 'mod+k')
      return
    if (!key.startsWith('mod+') && isTyping(event.target)) {
      // The first Escape leaves the field, the next one what it stands in: nothing typed is lost by one key.
      if (key === 'Escape')
        event.target.blur()
      return
    }
    const sequence = event.timeStamp - at < SEQUENCE_MS && first ? `${first} ${key}` : ''
    const hit = find(sequence) ?? find(key)
    first = hit ? '' : key
    at = event.timeStamp
    if (!hit)
      return
    event.preventDefault()
    hit.run()
  })
}

function find(keys: string): Shortcut | undefined {
  return keys ? bound.value.find(shortcut => shortcut.keys === keys) : undefined
}

function isTyping(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement
    && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
}

/** Behind an open dialog no key may do anything; a side panel is not a dialog. */
function dialogIsOpen(): boolean {
  return [...document.querySelectorAll<HTMLElement>('.el-overlay-dialog, .el-overlay-message-box')]
    .some(overlay => overlay.offsetParent !== null || overlay.getClientRects().length > 0)
}
