// Times and addresses as people read them.

let offset = 0

/** Keeps the box's time, which may differ from the browser's. */
export function setNow(iso) {
  offset = Date.parse(iso) - Date.now()
}

export function now() {
  return new Date(Date.now() + offset)
}

const two = n => String(n).padStart(2, '0')

export function hourMinute(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** 14:05 · 昨天 14:05 · 3月5日; `short` drops the time of earlier days. */
export function when(iso, short = false) {
  const date = new Date(iso)
  const today = now()
  const days = Math.round((startOf(today) - startOf(date)) / 86400000)
  if (days === 0) return hourMinute(date)
  const day = days === 1 ? '昨天' : dayName(date, today)
  return short ? day : `${day} ${hourMinute(date)}`
}

function dayName(date, today) {
  const day = `${date.getMonth() + 1}月${date.getDate()}日`
  return date.getFullYear() === today.getFullYear() ? day : `${date.getFullYear()}年${day}`
}

function startOf(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** The web address in a text, or null. */
export function asUrl(text) {
  try {
    const url = new URL(text.trim())
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
  } catch {
    return null
  }
}

/** The address without a person's label, for sharing. */
export function plainUrl(text) {
  const url = asUrl(text)
  if (url && /^u\d+\.localhost$/.test(url.hostname)) url.hostname = 'localhost'
  return url ? url.href : ''
}

/** The address on this person's own host. */
export function ownUrl(text, user) {
  const url = asUrl(plainUrl(text))
  if (url && (url.hostname === 'localhost' || url.hostname === '127.0.0.1'))
    url.hostname = `${user}.localhost`
  return url ? url.href : ''
}

export function hostOf(text) {
  return asUrl(plainUrl(text))?.host ?? ''
}
