import type { KindField } from '@api'
import type { CardFill } from '@shared'
import type { Ref } from 'vue'
import { fitting, withLines } from '@shared'
import { ref } from 'vue'
import { translate } from '@/app/i18n'
import { toastError } from '@/ui/errors'
import { useCardScan } from './cardScan'

/** What a scanned card does to a form of fields: fills its `into`, and may leave its picture behind. */
export function useCardForm(fields: readonly KindField[]) {
  const scanning = useCardScan()
  const attach = ref(false)
  const keys = new Set(fields.map(field => field.key))
  let last: Record<string, string> = {}
  let model: Ref<Record<string, unknown>> = ref({})

  function fill(next: CardFill): void {
    Object.assign(model.value, fitting(model.value, last, next.values))
    last = next.values
    next.note.forEach(note)
  }
  function note(line: string): void {
    if (keys.has('note'))
      model.value.note = withLines(String(model.value.note ?? ''), [line])
  }
  const into = (form: Ref<Record<string, unknown>>): void => void (model = form)
  /** After saving; a picture that could not be kept does not undo what was saved. */
  async function keep(to: { customer_id: string } | { lead_id: string }): Promise<void> {
    if (attach.value)
      await scanning.attach(to, translate('scan.attached')).catch(toastError)
  }
  return { scanning, attach, asks: (key: string) => keys.has(key), fill, note, keep, into }
}
