import type { CardFill } from '@shared'
import { fitting, withLines } from '@shared'
import { useCardScan } from './card-scan'

/** A form that a paper card may fill: what somebody typed stays, what has no field stands in the note. */
export function useCardForm(form: { note: string }, unfold: () => void) {
  const scanning = useCardScan()
  let last: Record<string, string> = {}

  function addNote(lines: string[]): void {
    form.note = withLines(form.note, lines)
  }
  function fill(found: CardFill): void {
    Object.assign(form, fitting(form as unknown as Record<string, unknown>, last, found.values))
    last = { ...last, ...found.values }
    addNote(found.note)
    unfold()
  }
  return { scanning, fill, addNote }
}
