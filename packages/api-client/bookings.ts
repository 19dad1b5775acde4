/** Bookings: what can be booked, when, by whom; and what became of it. */
import type { Id, Instant, Items, Page, Ref } from './index'

/** Minutes of a day: [from, to]. */
export type DaySpan = [number, number]
export type ServiceState = 'on' | 'off'
export type ResourceKind = 'person' | 'seat' | 'room' | 'equipment'
export type HolidayRule = 'open' | 'closed' | 'weekend'
export type BookingState = 'pending' | 'confirmed' | 'arrived' | 'done' | 'cancelled' | 'no_show'
export type DepositState = 'none' | 'due' | 'paid' | 'refunded' | 'kept'
export type BookingVerb = 'move' | 'confirm' | 'arrive' | 'done' | 'cancel' | 'no_show' | 'undo'

export interface BookingService {
  id: Id
  name: string
  summary: string
  picture_id: Id | null
  picture_url: string | null
  product: Ref | null
  minutes: number
  before_minutes: number
  after_minutes: number
  step_minutes: number
  price_fen: number
  deposit_fen: number
  group: boolean
  places: number
  auto_confirm: boolean
  notice_minutes: number
  ahead_days: number
  cancel_hours: number
  late_cancel: 'keep' | 'refuse'
  moves: number
  state: ServiceState
  position: number
  version: number
  /** One resource of each is taken; the customer chooses among the first. */
  parts: Ref[][]
}
export type BookingServiceIn = Partial<Omit<BookingService, 'id' | 'picture_url' | 'product' | 'parts' | 'version'>> & { product_id?: Id | null, parts?: Id[][] }

export interface BookingResource {
  id: Id
  name: string
  kind: ResourceKind
  intro: string
  picture_id: Id | null
  picture_url: string | null
  staff: Ref | null
  capacity: number
  /** Seven days, Monday first; null: as the shop. */
  week: DaySpan[][] | null
  state: ServiceState
  position: number
  version: number
}
export type BookingResourceIn = Partial<Omit<BookingResource, 'id' | 'picture_url' | 'staff' | 'version'>> & { staff_id?: Id | null }

export interface BookingRules {
  week: DaySpan[][]
  holidays: HolidayRule
  remind_hours: number[]
  pay_minutes: number
  waiting: boolean
  note: string
  version: number
}
export interface SpecialDay { id: Id, resource: Ref | null, first_on: string, last_on: string, spans: DaySpan[], note: string }
export interface SpecialDayIn { resource_id?: Id | null, first_on: string, last_on: string, spans: DaySpan[], note: string }
export interface HolidayDay { day: string, name: string, holiday: boolean, worked: boolean }

export interface BookingRow {
  id: Id
  code: string
  title: string
  service: Ref
  customer: { id: Id, name: string, phone_masked: string, avatar_url: string }
  resource: Ref
  resources: Ref[]
  owner: Ref | null
  starts_at: Instant
  ends_at: Instant
  people: number
  price_fen: number
  deposit_fen: number
  deposit: DepositState
  hold_until: Instant | null
  order_id: Id | null
  state: BookingState
  source: string
  remark: string
  staff_note: string
  end_reason: string
  created_at: Instant
  version: number
}
export interface Booking extends BookingRow {
  history: { kind: string, text: string, by_name: string, at: Instant }[]
  /** What may be done with it now. */
  steps: BookingVerb[]
  /** How often this customer did not come. */
  missed: number
  can: string[]
}
export interface BookingIn {
  service_id: Id
  customer_id: Id
  starts_at: Instant
  resource_id?: Id | null
  people?: number
  remark?: string
  anytime?: boolean
  ask_deposit?: boolean
}
export interface BookingCalendar {
  timezone: string
  days: { day: string, holiday: string, worked: boolean, note: string, spans: DaySpan[] }[]
  resources: { id: Id, name: string, kind: ResourceKind, capacity: number, picture_url: string | null, days: DaySpan[][] }[]
  bookings: BookingRow[]
}
export interface FreeTime { at: Instant, left: number }
export interface WaitingEntry {
  id: Id
  service: Ref
  customer: Ref
  resource: Ref | null
  day: string
  from_minute: number
  to_minute: number
  people: number
  state: 'waiting' | 'booked' | 'left' | 'gone'
  booking_id: Id | null
  created_at: Instant
}
export interface WaitingIn { service_id: Id, day: string, resource_id?: Id | null, from_minute?: number, to_minute?: number, people?: number }

export interface PublicServer { id: Id, name: string, kind: ResourceKind, intro: string, picture_url: string | null }
export interface PublicService {
  id: Id
  name: string
  summary: string
  picture_url: string | null
  minutes: number
  price_fen: number
  deposit_fen: number
  group: boolean
  places: number
  auto_confirm: boolean
  cancel_hours: number
  late_cancel: 'keep' | 'refuse'
  ahead_days: number
  servers: PublicServer[]
}
export interface PublicServices { shop: string, note: string, timezone: string, items: PublicService[] }
export interface PublicDay { day: string, open: boolean, free: boolean, holiday: string, note: string }
export interface PublicTimes { days: PublicDay[], times: FreeTime[], waiting: boolean }

export interface MyBookingRow {
  id: Id
  code: string
  title: string
  service_id: Id
  resource: Ref
  starts_at: Instant
  ends_at: Instant
  people: number
  price_fen: number
  deposit_fen: number
  deposit: DepositState
  hold_until: Instant | null
  order_id: Id | null
  state: BookingState
  remark: string
  end_reason: string
  /** Until when cancelling costs nothing. */
  free_until: Instant
  may_cancel: boolean
  may_move: boolean
  moves_left: number
  version: number
}
/** `code_qr` is a picture in a data URI. */
export interface MyBooking extends MyBookingRow { code_qr: string }
export type MyWaiting = Pick<WaitingEntry, 'id' | 'service' | 'resource' | 'day' | 'from_minute' | 'to_minute' | 'people' | 'created_at'>
export interface MyBookings { coming: MyBookingRow[], past: MyBookingRow[], waiting: MyWaiting[] }

interface Paged { limit?: number, cursor?: string, sort?: string, q?: string, total?: boolean }
interface Versioned { version: number }

export interface BookingEndpoints {
  'GET /services': { query: Paged & { state?: string }, out: Page<BookingService> }
  'POST /services': { body: BookingServiceIn, out: BookingService }
  'GET /services/{service_id}': { path: { service_id: Id }, out: BookingService }
  'PATCH /services/{service_id}': { path: { service_id: Id }, body: BookingServiceIn & Versioned, out: BookingService }
  'DELETE /services/{service_id}': { path: { service_id: Id }, out: void }
  'POST /services/{service_id}/restore': { path: { service_id: Id }, out: BookingService }
  'GET /services/{service_id}/times': { path: { service_id: Id }, query: { day: string, resource?: string, people?: number }, out: Items<FreeTime> }
  'GET /resources': { query: Paged & { state?: string, kind?: string }, out: Page<BookingResource> }
  'POST /resources': { body: BookingResourceIn, out: BookingResource }
  'GET /resources/{resource_id}': { path: { resource_id: Id }, out: BookingResource }
  'PATCH /resources/{resource_id}': { path: { resource_id: Id }, body: BookingResourceIn & Versioned, out: BookingResource }
  'DELETE /resources/{resource_id}': { path: { resource_id: Id }, out: void }
  'POST /resources/{resource_id}/restore': { path: { resource_id: Id }, out: BookingResource }
  'GET /booking-rules': { out: BookingRules }
  'PATCH /booking-rules': { body: Partial<BookingRules> & Versioned, out: BookingRules }
  'GET /special-days': { query: { first: string, last: string }, out: Items<SpecialDay> }
  'POST /special-days': { body: SpecialDayIn, out: SpecialDay }
  'DELETE /special-days/{special_day_id}': { path: { special_day_id: Id }, out: void }
  'GET /holidays': { query: { year: number }, out: { announced: boolean, items: HolidayDay[] } }
  'GET /bookings': { query: Paged & { state?: string, first?: string, last?: string, service?: string, resource?: string, customer?: string, owner?: string }, out: Page<BookingRow> }
  'GET /bookings/calendar': { query: { first: string, last: string, resource?: string }, out: BookingCalendar }
  'POST /bookings': { body: BookingIn, out: Booking }
  'POST /bookings/check-in': { body: { code: string }, out: Booking }
  'GET /bookings/{booking_id}': { path: { booking_id: Id }, out: Booking }
  'PATCH /bookings/{booking_id}': { path: { booking_id: Id }, body: Versioned & { staff_note?: string, remark?: string }, out: Booking }
  'POST /bookings/{booking_id}/move': { path: { booking_id: Id }, body: Versioned & { starts_at: Instant, resource_id?: Id | null, anytime?: boolean }, out: Booking }
  'POST /bookings/{booking_id}/confirm': { path: { booking_id: Id }, body: Versioned, out: Booking }
  'POST /bookings/{booking_id}/arrive': { path: { booking_id: Id }, body: Versioned, out: Booking }
  'POST /bookings/{booking_id}/done': { path: { booking_id: Id }, body: Versioned, out: Booking }
  'POST /bookings/{booking_id}/no-show': { path: { booking_id: Id }, body: Versioned, out: Booking }
  'POST /bookings/{booking_id}/undo': { path: { booking_id: Id }, body: Versioned, out: Booking }
  'POST /bookings/{booking_id}/cancel': { path: { booking_id: Id }, body: Versioned & { reason?: string }, out: Booking }
  'GET /waiting': { query: Paged & { state?: string, service?: string, customer?: string }, out: Page<WaitingEntry> }
  'POST /waiting': { body: WaitingIn & { customer_id: Id }, out: WaitingEntry }
  'POST /waiting/{waiting_id}/leave': { path: { waiting_id: Id }, out: void }
  'GET /public/shops/{code}/services': { path: { code: string }, out: PublicServices }
  'GET /public/shops/{code}/services/{service_id}/times': { path: { code: string, service_id: Id }, query: { first?: string, day?: string, days?: number, resource?: string, people?: number }, out: PublicTimes }
  'GET /visitor/bookings': { out: MyBookings }
  'POST /visitor/bookings': { body: { service_id: Id, starts_at: Instant, resource_id?: Id | null, people?: number, remark?: string }, out: MyBooking }
  'GET /visitor/bookings/{booking_id}': { path: { booking_id: Id }, out: MyBooking }
  'POST /visitor/bookings/{booking_id}/move': { path: { booking_id: Id }, body: Versioned & { starts_at: Instant, resource_id?: Id | null }, out: MyBooking }
  'POST /visitor/bookings/{booking_id}/cancel': { path: { booking_id: Id }, body: Versioned & { reason?: string }, out: MyBooking }
  'POST /visitor/waiting': { body: WaitingIn, out: MyWaiting }
  'POST /visitor/waiting/{waiting_id}/leave': { path: { waiting_id: Id }, out: void }
}
