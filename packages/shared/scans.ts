/** What a paper card puts into a form. */
export interface CardValueLike { field: string, value: string, doubtful: boolean }
export interface CardFill {
  /** By field key; only fields that the form has. */
  values: Record<string, string>
  /** What has no field of its own, a line each: `网址:www.keliu.com`. */
  note: string[]
  /** Field keys that a person should look at. */
  doubtful: string[]
}

const INNER = / 转 \d+$/
/** Never written into a note: what a form does not ask for of these is not wanted. */
const UNSAID = new Set(['region_code', 'gender', 'birthday'])
/** What forms call it where a card says it otherwise. */
const KEYS: Record<string, string> = { sex: 'gender' }

/** A label in Latin letters wants a space after its colon, Chinese does not. */
function noteLine(label: string, value: string): string {
  return /\p{Script=Han}/u.test(label) ? `${label}:${value}` : `${label}: ${value}`
}

/**
 * Sorts what was read into a form: the first phone and e-mail into their fields, everything that
 * the form does not ask for into the note. A card without a person names the organisation.
 */
export function fillOf(found: readonly CardValueLike[], asks: (key: string) => boolean, labelOf: (field: string) => string): CardFill {
  const fill: CardFill = { values: {}, note: [], doubtful: [] }
  for (const one of found) {
    const key = KEYS[one.field] ?? one.field
    const taken = key in fill.values
    // An extension can not be dialled from the form's field: the whole number stands in the note.
    const inner = key === 'phone' && INNER.test(one.value)
    if (!taken && asks(key)) {
      fill.values[key] = one.value.replace(INNER, '')
      if (one.doubtful)
        fill.doubtful.push(key)
    }
    if ((taken || !asks(key) || inner) && !UNSAID.has(key))
      fill.note.push(noteLine(labelOf(key), one.value))
  }
  const company = found.find(one => one.field === 'company')
  if (!fill.values.name && company) {
    fill.values.name = company.value
    fill.doubtful.push('name')
  }
  return fill
}

/** A note with lines added that it does not have yet. */
export function withLines(note: string, lines: readonly string[]): string {
  const fresh = lines.filter(line => !note.includes(line))
  return [note.trim(), ...fresh].filter(Boolean).join('\n')
}

/** Values put into a form: empty fields, and those that still hold what the last card put there. */
export function fitting(current: Record<string, unknown>, last: Record<string, string>, next: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(next).filter(([key]) => !current[key] || current[key] === last[key]))
}
