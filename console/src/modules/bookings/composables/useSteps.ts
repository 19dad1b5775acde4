import type { Booking, BookingVerb } from '@api'
import type { Ref } from 'vue'
import { ref } from 'vue'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { toastError } from '@/ui/errors'
import { toast } from '@/ui/toast'
import { showBooking } from './bookings'

type Step = Exclude<BookingVerb, 'move' | 'cancel'>
const PATHS = {
  confirm: 'POST /bookings/{booking_id}/confirm',
  arrive: 'POST /bookings/{booking_id}/arrive',
  done: 'POST /bookings/{booking_id}/done',
  no_show: 'POST /bookings/{booking_id}/no-show',
  undo: 'POST /bookings/{booking_id}/undo',
} as const

/** The steps of one booking that are done by one press. */
export function useSteps(row: Ref<Booking | undefined>, again: () => unknown) {
  const busy = ref(false)

  async function doing(run: (one: Booking) => Promise<Booking>, said: string): Promise<void> {
    if (!row.value || busy.value)
      return
    busy.value = true
    try {
      showBooking(await run(row.value))
      toast(said)
    }
    catch (error) {
      toastError(error)
      void again()
    }
    finally {
      busy.value = false
    }
  }
  const step = (name: Step) => doing(one => api.call(PATHS[name], { path: { booking_id: one.id }, body: { version: one.version } }), translate(`booking.did.${name}`))
  const saveNote = (staff_note: string) => doing(one => api.call('PATCH /bookings/{booking_id}', { path: { booking_id: one.id }, body: { staff_note, version: one.version } }), translate('action.saved'))
  return { busy, step, saveNote }
}
