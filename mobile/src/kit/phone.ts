/** `+8613800001234` → `138 0000 1234`, as people read it out; other numbers stay as they are. */
export function showPhone(phone: string): string {
  const plain = phone.replace(/^\+86(?=1\d{10}$)/, '')
  return /^1\d{10}$/.test(plain) ? plain.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3') : plain
}
