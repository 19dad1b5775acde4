/** 32 hex digits laid out as a version 7 UUID: the first 12 are the time, so ids sort by it. */
export function timeId(now: number = Date.now(), random: () => number = Math.random): string {
  const time = Math.floor(now).toString(16).padStart(12, '0').slice(-12)
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8'
  return `${time}7${hex(3, random)}${variant}${hex(15, random)}`
}

function hex(length: number, random: () => number): string {
  let digits = ''
  while (digits.length < length)
    digits += Math.floor(random() * 16).toString(16)
  return digits
}
