// How the box's own web pages speak with the phone that frames them.
const inside = window.parent !== window

/** Sends a message to the phone; a page of the same box may say its words to any of its hosts. */
export function tell(message) {
  if (inside) window.parent.postMessage({ keliu: 'wx', ...message }, '*')
}

/** Hears the phone's answers; only pages of this box's own port are believed. */
export function hear(handle) {
  window.addEventListener('message', event => {
    const from = new URL(event.origin)
    const local = from.hostname === 'localhost' || from.hostname.endsWith('.localhost')
    if (
      event.source === window.parent &&
      local &&
      from.port === location.port &&
      event.data?.keliu === 'wx'
    )
      handle(event.data)
  })
}

export { inside }
