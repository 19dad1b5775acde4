import type { BookingRow } from '@api'
import type { Column } from './grid'
import { onBeforeUnmount, ref } from 'vue'
import { SNAP } from './grid'

export interface Ghost { row: BookingRow, column: Column, minute: number, length: number }
interface Options {
  columns: () => Column[]
  minuteAt: (y: number) => number
  dropped: (row: BookingRow, column: Column, minute: number, from: Column) => void
}
const FAR = 5

/** Dragging a block over the columns: a ghost shows where it would stand, in quarters of an hour. */
export function useDrag(options: Options) {
  const body = ref<HTMLElement>()
  const ghost = ref<Ghost | null>(null)
  let end = (): void => {}

  function start(down: PointerEvent, row: BookingRow, from: Column, length: number): void {
    if (down.button !== 0)
      return
    const grip = down.clientY - (down.currentTarget as HTMLElement).getBoundingClientRect().top
    let far = false

    function moved(event: PointerEvent): void {
      far ||= Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > FAR
      if (!far || !body.value)
        return
      const place = body.value.getBoundingClientRect()
      const columns = options.columns()
      const at = Math.floor((event.clientX - place.left) / place.width * columns.length)
      const column = columns[Math.min(Math.max(at, 0), columns.length - 1)]!
      const minute = Math.round(options.minuteAt(event.clientY - grip - place.top) / SNAP) * SNAP
      ghost.value = { row, column, length, minute: Math.min(Math.max(minute, 0), 24 * 60 - SNAP) }
    }

    function released(): void {
      const was = ghost.value
      end()
      if (was && from)
        options.dropped(was.row, was.column, was.minute, from)
    }

    function left(event: KeyboardEvent): void {
      if (event.key === 'Escape')
        end()
    }
    end = () => {
      window.removeEventListener('pointermove', moved)
      window.removeEventListener('pointerup', released)
      window.removeEventListener('pointercancel', end)
      window.removeEventListener('keydown', left)
      // The click that ends a drag must not open the booking.
      setTimeout(() => ghost.value = null)
    }
    window.addEventListener('pointermove', moved)
    window.addEventListener('pointerup', released)
    window.addEventListener('pointercancel', end)
    window.addEventListener('keydown', left)
  }
  onBeforeUnmount(() => end())

  return { body, ghost, start }
}
