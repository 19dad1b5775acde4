import type { BookingState } from '@api'

export const BOOKING_TONES: Record<BookingState, string> = { pending: 'heat', confirmed: 'brand', arrived: 'brand', done: '', cancelled: '', no_show: 'danger' }
