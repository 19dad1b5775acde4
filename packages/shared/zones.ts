/** The moment a day (`YYYY-MM-DD`) begins in a time zone such as `Asia/Shanghai`. */
export function dayStart(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // The offset is asked for twice, because the clock may change between the guess and the answer.
  const guess = midnight - offsetAt(midnight, zone)
  return new Date(midnight - offsetAt(guess, zone))
}

/** The day (`YYYY-MM-DD`) a moment falls on in a time zone. */
export function dayIn(moment: Date, zone: string): string {
  return new Date(moment.getTime() + offsetAt(moment.getTime(), zone)).toISOString().slice(0, 10)
}

/** `YYYY-MM-DD` some days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The zone of every shop: times of bookings are its clock's, wherever the reader is. */
export const SHOP_ZONE = 'Asia/Shanghai'
const EIGHT_HOURS = 8 * 3_600_000

/** The moment whose clock here is what the clock of a zone shows at `instant`: for the usual formats. */
export function asIn(instant: string, zone: string = SHOP_ZONE): Date {
  const moment = Date.parse(instant)
  const shown = moment + offsetAt(moment, zone)
  return new Date(shown + new Date(shown).getTimezoneOffset() * 60_000)
}

function offsetAt(moment: number, zone: string): number {
  // Not every phone knows zones by name, and this one has had one offset since 1991.
  if (zone === SHOP_ZONE && moment > Date.UTC(1992, 0, 1))
    return EIGHT_HOURS
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment)
  const value = (type: string): number => Number(parts.find(part => part.type === type)?.value ?? 0)
  const shown = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'))
  return shown - Math.floor(moment / 1000) * 1000
}

/** Minutes since the midnight of a day in a time zone; beyond 1440 on the days after. */
export function minuteIn(moment: Date, day: string, zone: string): number {
  return Math.round((moment.getTime() - dayStart(day, zone).getTime()) / 60_000)
}

/** The moment of a minute of a day in a time zone. */
export function momentOf(day: string, minute: number, zone: string): Date {
  return new Date(dayStart(day, zone).getTime() + minute * 60_000)
}

/** `09:30` from minutes since midnight. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** Minutes since midnight from `09:30`. */
export function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}
