import type { Booking, BookingRow, BookingState, DaySpan, DepositState } from '@api'
import { clockOf } from '@shared'
import { api } from '@/app/http'
import { isApiError } from '@/app/http/errors'
import { translate } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { confirmed } from '@/ui/confirm'

export const BOOKING_TONES: Record<BookingState, string> = { pending: 'warning', confirmed: 'info', arrived: 'success', done: '', cancelled: '', no_show: 'danger' }
export const DEPOSIT_TONES: Record<DepositState, string> = { none: '', due: 'warning', paid: 'success', refunded: '', kept: '' }
export const STATES = Object.keys(BOOKING_TONES) as BookingState[]

/** A booking as the server answered it takes its place; lists and the calendar are asked again. */
export function showBooking(row: Booking): Booking {
  queryClient.setQueryData(['booking', row.id], row)
  bookingsChanged()
  void queryClient.invalidateQueries({ queryKey: ['timeline', row.customer.id] })
  return row
}

export function bookingsChanged(): void {
  for (const queryKey of [['bookings'], ['booking-calendar'], ['waiting'], ['home'], ['todo']])
    void queryClient.invalidateQueries({ queryKey })
}

/** Outside the opening hours the shop decides; whatever is taken stays taken. */
export async function evenOutside<T>(run: (anytime: boolean) => Promise<T>): Promise<T | null> {
  try {
    return await run(false)
  }
  catch (error) {
    if (!isApiError(error, 'outside_hours'))
      throw error
    const title = translate('booking.outside')
    return await confirmed(title, translate('booking.outsideText'), translate('booking.outsideDo')) ? run(true) : null
  }
}

export function moveBooking(row: BookingRow, starts_at: string, resource_id?: string): Promise<Booking | null> {
  const path = { booking_id: row.id }
  return evenOutside(async anytime => showBooking(await api.call('POST /bookings/{booking_id}/move', { path, body: { starts_at, resource_id: resource_id ?? row.resource.id, anytime, version: row.version } })))
}

export function spansText(spans: readonly DaySpan[]): string {
  return spans.map(([from, to]) => `${clockOf(from)}–${clockOf(to)}`).join(' ')
}
