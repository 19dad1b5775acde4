import { addDays } from './zones'

export const SPANS = ['today', 'yesterday', 'week', 'month', 'thisMonth', 'lastMonth', 'year'] as const
export type SpanName = typeof SPANS[number]
export interface Span { first: string, last: string }

/** Two days, both included, seen from `today` (YYYY-MM-DD). */
export function spanOf(name: SpanName, today: string): Span {
  const month = `${today.slice(0, 7)}-01`
  const before = addDays(month, -1)
  return {
    today: { first: today, last: today },
    yesterday: { first: addDays(today, -1), last: addDays(today, -1) },
    week: { first: addDays(today, -6), last: today },
    month: { first: addDays(today, -29), last: today },
    thisMonth: { first: month, last: today },
    lastMonth: { first: `${before.slice(0, 7)}-01`, last: before },
    year: { first: `${today.slice(0, 4)}-01-01`, last: today },
  }[name]
}

/** Which name a span has, if any. */
export function nameOfSpan(span: Span, today: string): SpanName | undefined {
  return SPANS.find((name) => {
    const known = spanOf(name, today)
    return known.first === span.first && known.last === span.last
  })
}
