import type { Filter, FilterCondition, FilterField, FilterLooks, FilterOperator, FilterValue } from '@api'

export type Group = { all: Filter[] } | { any: Filter[] }
export type Mode = 'all' | 'any'

export const EMPTY: Filter = {}
export const DEEPEST = 4 // groups inside groups that the builder offers; the language knows one more
export const MOST = 50

export function isCondition(filter: Filter): filter is FilterCondition {
  return 'field' in filter
}

export function modeOf(filter: Filter): Mode {
  return 'any' in filter ? 'any' : 'all'
}

/** The parts of a group; a lone condition is a group of one, nothing at all a group of none. */
export function partsOf(filter: Filter): Filter[] {
  if ('all' in filter)
    return filter.all as Filter[]
  if ('any' in filter)
    return filter.any as Filter[]
  return Object.keys(filter).length === 0 ? [] : [filter]
}

export function groupOf(mode: Mode, parts: Filter[]): Filter {
  return mode === 'any' ? { any: parts } : { all: parts }
}

/** The shortest way to say the same: no empty groups, no group around a single part. */
export function tidy(filter: Filter): Filter {
  if (isCondition(filter))
    return filter
  if ('not' in filter) {
    const inner = tidy(filter.not as Filter)
    return isEmpty(inner) ? EMPTY : { not: inner }
  }
  const parts = partsOf(filter).map(tidy).filter(part => !isEmpty(part))
  const [only] = parts
  if (only === undefined)
    return EMPTY
  return parts.length === 1 ? only : groupOf(modeOf(filter), parts)
}

export function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0
}

/** The outermost parts as chips show them: the parts of an `all`, else the filter as one. */
export function outermost(filter: Filter): Filter[] {
  return isEmpty(filter) ? [] : 'all' in filter ? filter.all as Filter[] : [filter]
}

export function without(filter: Filter, at: number): Filter {
  return tidy({ all: outermost(filter).filter((_, index) => index !== at) })
}

/** One more condition that has to hold as well. */
export function and(filter: Filter, part: Filter): Filter {
  return tidy({ all: [...outermost(filter), part] })
}

export function same(one: Filter, other: Filter): boolean {
  return JSON.stringify(tidy(one)) === JSON.stringify(tidy(other))
}

/** The value a comparison starts with, keeping what was typed where it still fits. */
export function startingValue(operator: FilterOperator, field: FilterField, before?: FilterValue): FilterValue | undefined {
  const plain = Array.isArray(before) ? before[0] : before
  const one = typeof plain === 'object' ? null : plain ?? null
  switch (operator.value) {
    case 'none':
      return undefined
    case 'many':
      return Array.isArray(before) ? before : one === null ? [] : [one as string | number]
    case 'pair':
      return Array.isArray(before) && before.length === 2 ? before : []
    case 'days':
      return typeof one === 'number' ? one : 30
    case 'window':
      return before && typeof before === 'object' && !Array.isArray(before) && !isLooks(before) ? before : { last: 7, unit: 'day' }
    case 'looks':
      return isLooks(before) ? before : { ids: [], days: 30, views: 2, seconds: 0 }
    default:
      return field.type === 'bool' ? one ?? true : one
  }
}

export function isLooks(value: FilterValue | undefined): value is FilterLooks {
  return typeof value === 'object' && value !== null && 'ids' in value
}

/** Whether a condition says enough to be asked. */
export function isComplete(filter: Filter, operators: Map<string, FilterOperator>): boolean {
  if (!isCondition(filter))
    return 'not' in filter ? isComplete(filter.not as Filter, operators) : partsOf(filter).every(part => isComplete(part, operators))
  const { value } = filter
  switch (operators.get(filter.op)?.value) {
    case 'none':
      return true
    case 'many':
      return Array.isArray(value) && value.length > 0
    case 'looks':
      return isLooks(value) && value.ids.length > 0
    case 'pair':
      return Array.isArray(value) && value.length === 2 && value.every(one => one !== null && one !== '')
    default:
      return value !== undefined && value !== null && value !== ''
  }
}

export function count(filter: Filter): number {
  if (isCondition(filter))
    return 1
  return 'not' in filter ? count(filter.not as Filter) : partsOf(filter).reduce((sum, part) => sum + count(part), 0)
}

/** The filter in the address; nothing stays out of it. */
export function toText(filter: Filter): string {
  const plain = tidy(filter)
  return isEmpty(plain) ? '' : JSON.stringify(plain)
}

export function fromText(text: string): Filter {
  try {
    const found: unknown = text ? JSON.parse(text) : EMPTY
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? found as Filter : EMPTY
  }
  catch {
    return EMPTY
  }
}
