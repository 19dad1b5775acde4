import { phoneProblem, plainPhone } from '@shared'
import { say } from './i18n'
import { commonText } from './text'

/** `+8613800001234` → `138 0000 1234`, as people read it out; other numbers stay as they are. */
export function showPhone(phone: string): string {
  const plain = phone.replace(/^\+86(?=1\d{10}$)/, '')
  return /^1\d{10}$/.test(plain) ? plain.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3') : plain
}

const MOBILE_DIGITS = 11
/** With fewer digits somebody is still typing. */
const TYPED = 4

/** What is wrong with a number while it is typed; empty when nothing is. */
export function phoneWarning(typed: string): string {
  const problem = typed.length > TYPED ? phoneProblem(typed) : null
  if (!problem)
    return ''
  const n = Math.abs(MOBILE_DIGITS - plainPhone(typed).length)
  const words = { short: 'phoneShort', long: 'phoneLong', letters: 'phoneLetters', unknown: 'phoneUnknown' } as const
  return say(commonText, words[problem], { n })
}
