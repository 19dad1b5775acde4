import { onUnmounted } from 'vue'

export type Changed = 'customer' | 'interaction' | 'plan' | 'opportunity' | 'lead' | 'quote' | 'contract' | 'card' | 'product' | 'order' | 'booking' | 'member' | 'me'

const listeners = new Map<Changed, Set<() => void>>()

/** Tells the pages below on the stack that what they show is no longer so. */
export function changed(...kinds: Changed[]): void {
  const called = new Set<() => void>()
  kinds.forEach(kind => listeners.get(kind)?.forEach(listener => called.add(listener)))
  called.forEach(listener => listener())
}

/** For setup: listens as long as the page or component lives. */
export function onChanged(kinds: Changed[], listener: () => void): void {
  kinds.forEach((kind) => {
    const known = listeners.get(kind) ?? new Set()
    listeners.set(kind, known.add(listener))
  })
  onUnmounted(() => kinds.forEach(kind => listeners.get(kind)?.delete(listener)))
}
