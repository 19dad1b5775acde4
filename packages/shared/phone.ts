export type PhoneProblem = 'short' | 'long' | 'letters' | 'unknown'

/** Digits without spaces, dashes and the +86 prefix. */
export function plainPhone(text: string): string {
  return text.replace(/[\s\-()（）]/g, '').replace(/^(?:\+|00)86(?=\d{5})/, '')
}

/** Null when it is a mainland mobile or a landline with area code; otherwise what is wrong with it. */
export function phoneProblem(text: string): PhoneProblem | null {
  const phone = plainPhone(text)
  if (!/^\+?\d+$/.test(phone))
    return 'letters'
  if (phone.startsWith('+'))
    return /^\+\d{8,15}$/.test(phone) ? null : 'unknown'
  if (phone.startsWith('1') && phone.length < 11)
    return 'short'
  if (phone.startsWith('1') && phone.length > 11)
    return 'long'
  if (/^1[3-9]\d{9}$/.test(phone) || /^0\d{9,11}$/.test(phone) || /^[48]00\d{7}$/.test(phone))
    return null
  return 'unknown'
}
