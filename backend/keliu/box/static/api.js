// The phone's calls to its own box; an error carries the box's Chinese sentence.

export class BoxError extends Error {
  constructor(status, code, detail) {
    super(detail)
    this.status = status
    this.code = code
  }
}

async function call(method, path, body) {
  const binary = body instanceof Blob
  const headers =
    body === undefined
      ? {}
      : { 'content-type': binary ? body.type || 'application/octet-stream' : 'application/json' }
  let answer
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: binary || body === undefined ? body : JSON.stringify(body),
    })
  } catch {
    throw new BoxError(0, 'offline', '盒子没有回答,请看它是否在运行')
  }
  const value = await answer.json().catch(() => ({}))
  if (!answer.ok || value.errcode)
    throw new BoxError(
      answer.status,
      value.code ?? 'error',
      value.detail ?? value.errmsg ?? `盒子回答了 ${answer.status}`,
    )
  return value
}

export const get = path => call('GET', path)
export const post = (path, body) => call('POST', path, body)
export const remove = path => call('DELETE', path)

/** A name for one tap, so that a repeated request has one effect. */
export function tapId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), b =>
    b.toString(16).padStart(2, '0'),
  ).join('')
}

/** Server-sent events; `handle` also gets {type: 'open'} on each connection, also after a break. */
export function live(path, handle) {
  const source = new EventSource(path)
  source.addEventListener('open', () => handle({ type: 'open' }))
  source.addEventListener('message', event => handle(JSON.parse(event.data)))
  return source
}
