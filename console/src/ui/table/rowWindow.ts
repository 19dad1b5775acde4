import type { Ref } from 'vue'
import { useElementSize, useScroll } from '@vueuse/core'
import { computed } from 'vue'

export interface RowWindow { first: number, last: number, above: number, below: number }

const AROUND = 12

/** Which of many rows of one height are worth drawing, and how much room the others take. */
export function rowWindow(count: number, height: number, scrolled: number, seen: number): RowWindow {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / height) - AROUND))
  const last = Math.min(count, Math.ceil((scrolled + seen) / height) + AROUND)
  return { first, last, above: first * height, below: (count - last) * height }
}

/** The window of a scrolling box; when rows may differ in height (`height` 0) all of them are drawn. */
export function useRowWindow(box: Ref<HTMLElement | undefined>, count: () => number, height: () => number) {
  const { y } = useScroll(box)
  const size = useElementSize(box)
  return computed(() => height() > 0
    ? rowWindow(count(), height(), y.value, Math.max(size.height.value, 200))
    : { first: 0, last: count(), above: 0, below: 0 })
}
