import type { BookingCalendar, BookingRow, DaySpan } from '@api'
import { minuteIn } from '@shared'

/** One column of the calendar: a resource on a day. */
export interface Column {
  key: string
  day: string
  title: string
  note: string
  holiday: boolean
  resource: string | null
  picture: string | null
  spans: DaySpan[]
  rows: BookingRow[]
}

/** A booking as drawn: minutes of its day, and the lane it stands in. Classes of one time are one block. */
export interface Block {
  key: string
  rows: BookingRow[]
  from: number
  to: number
  lane: number
  lanes: number
}

export const SNAP = 15
const EARLIEST = 8 * 60
const LATEST = 20 * 60
const DAY = 24 * 60

/** The days side by side for one resource (or all), or the resources of one day. */
export function columnsOf(calendar: BookingCalendar, week: boolean, chosen: string, dayTitle: (day: string) => string): Column[] {
  if (!week) {
    const [day] = calendar.days
    return day ? calendar.resources.map(one => column(calendar, 0, one.id, one.name, one.picture_url)) : []
  }
  return calendar.days.map((day, at) => column(calendar, at, chosen || null, dayTitle(day.day), null))
}

function column(calendar: BookingCalendar, at: number, resource: string | null, title: string, picture: string | null): Column {
  const day = calendar.days[at]!
  const works = calendar.resources.find(one => one.id === resource)
  const rows = calendar.bookings.filter(row => onDay(row, day.day, calendar.timezone) && (!resource || row.resources.some(one => one.id === resource) || row.resource.id === resource))
  return {
    key: `${day.day}-${resource ?? 'all'}`,
    day: day.day,
    title,
    note: day.note || (day.worked ? '' : day.holiday),
    holiday: !!day.holiday && !day.worked,
    resource,
    picture,
    spans: works ? works.days[at]! : day.spans,
    rows,
  }
}

function onDay(row: BookingRow, day: string, zone: string): boolean {
  const from = minuteIn(new Date(row.starts_at), day, zone)
  return from >= 0 && from < DAY
}

/** From when to when the grid is drawn: the opening hours and whatever is booked beside them. */
export function reach(columns: readonly Column[], zone: string): [number, number] {
  const edges = columns.flatMap(one => [
    ...one.spans.flat(),
    ...one.rows.flatMap(row => [minuteIn(new Date(row.starts_at), one.day, zone), Math.min(DAY, minuteIn(new Date(row.ends_at), one.day, zone))]),
  ])
  const first = Math.min(EARLIEST, ...edges)
  const last = Math.max(LATEST, ...edges)
  return [Math.floor(first / 60) * 60, Math.ceil(last / 60) * 60]
}

/** Bookings of a column, side by side where they overlap. */
export function blocksOf(column: Column, zone: string): Block[] {
  const found = new Map<string, Block>()
  for (const row of column.rows) {
    const from = minuteIn(new Date(row.starts_at), column.day, zone)
    const to = Math.max(from + SNAP, minuteIn(new Date(row.ends_at), column.day, zone))
    const key = `${row.service.id}@${row.starts_at}@${row.resource.id}`
    const known = found.get(key)
    if (known)
      known.rows.push(row)
    else
      found.set(key, { key, rows: [row], from, to, lane: 0, lanes: 1 })
  }
  return lanes([...found.values()].sort((a, b) => a.from - b.from || a.to - b.to))
}

function lanes(blocks: Block[]): Block[] {
  let group: Block[] = []
  let end = -1
  for (const block of blocks) {
    if (block.from >= end) {
      settle(group)
      group = []
      end = -1
    }
    const taken = new Set(group.filter(one => one.to > block.from).map(one => one.lane))
    while (taken.has(block.lane))
      block.lane += 1
    group.push(block)
    end = Math.max(end, block.to)
  }
  settle(group)
  return blocks
}

function settle(group: readonly Block[]): void {
  const count = Math.max(1, ...group.map(one => one.lane + 1))
  for (const one of group)
    one.lanes = count
}

/** The hours nobody works, to be shaded. */
export function closedOf(spans: readonly DaySpan[], [first, last]: [number, number]): DaySpan[] {
  const found: DaySpan[] = []
  let at = first
  for (const [from, to] of spans) {
    if (from > at)
      found.push([at, Math.min(from, last)])
    at = Math.max(at, to)
  }
  return at < last ? [...found, [at, last]] : found
}
