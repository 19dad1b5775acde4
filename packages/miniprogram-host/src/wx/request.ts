/* wx.request, uploadFile and downloadFile on the browser's fetch. */
import type { Options, Result } from './api'
import { network, recordCall } from '../record'
import { fetchUrl } from './address'
import { ApiError, settle } from './api'
import { fileOf, keepBlob } from './files'

const DEFAULT_TIMEOUT = 60_000
/** WeChat's list; it refuses everything else, PATCH included. */
const METHODS = new Set(['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT'])

interface Task {
  abort: () => void
  onHeadersReceived: (listener: (detail: Result) => void) => void
  offHeadersReceived: () => void
  onProgressUpdate: (listener: (detail: Result) => void) => void
  offProgressUpdate: () => void
}

interface Running { signal: AbortSignal, headers: (detail: Result) => void, progress: (detail: Result) => void }

function toHeaders(header: Record<string, string> | undefined): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(header ?? {})) {
    // WeChat sets these itself and refuses the app's.
    if (!/^(?:referer|host|user-agent)$/i.test(name) && value !== undefined && value !== null)
      headers.set(name, String(value))
  }
  return headers
}

function withQuery(url: string, data: Record<string, unknown>): string {
  const query = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&')
  return query ? `${url}${url.includes('?') ? '&' : '?'}${query}` : url
}

function encodeBody(data: unknown, headers: Headers): BodyInit | undefined {
  if (data === undefined || data === null)
    return undefined
  if (typeof data === 'string' || data instanceof ArrayBuffer || ArrayBuffer.isView(data))
    return data as BodyInit
  if ((headers.get('content-type') ?? '').includes('x-www-form-urlencoded'))
    return withQuery('', data as Record<string, unknown>).slice(1)
  return JSON.stringify(data)
}

/** The proxy of a phone lets requests through only to the domains of the mini program. */
function mustBeListed(response: Response): Response {
  if (response.headers.has('x-box-refused'))
    throw new ApiError('url not in domain list')
  return response
}

async function decodeBody(response: Response, options: Options): Promise<unknown> {
  if (options.responseType === 'arraybuffer')
    return response.arrayBuffer()
  const text = await response.text()
  if ((options.dataType ?? 'json') !== 'json')
    return text
  try {
    return JSON.parse(text)
  }
  catch {
    return text
  }
}

/** Run with a timeout and an abort handle, in WeChat's words when either strikes. */
function runTask(name: string, options: Options, work: (running: Running) => Promise<Result>): Task {
  const controller = new AbortController()
  const headerListeners = new Set<(detail: Result) => void>()
  const progressListeners = new Set<(detail: Result) => void>()
  let reason = 'abort'
  const timer = window.setTimeout(() => {
    reason = 'timeout'
    controller.abort()
  }, options.timeout ?? DEFAULT_TIMEOUT)
  const running: Running = {
    signal: controller.signal,
    headers: detail => headerListeners.forEach(listener => listener(detail)),
    progress: detail => progressListeners.forEach(listener => listener(detail)),
  }
  network.pending += 1
  const guarded = Promise.resolve().then(() => work(running)).catch((error: Error) => {
    if (error instanceof ApiError)
      throw error
    throw new ApiError(controller.signal.aborted ? reason : error.message, { errno: controller.signal.aborted ? 5 : 600001 })
  }).finally(() => {
    network.pending -= 1
    window.clearTimeout(timer)
  })
  settle(name, options, guarded).catch((error) => {
    if (!(error as Result).errMsg)
      throw error
  })
  return {
    abort: () => controller.abort(),
    onHeadersReceived: listener => void headerListeners.add(listener),
    offHeadersReceived: () => headerListeners.clear(),
    onProgressUpdate: listener => void progressListeners.add(listener),
    offProgressUpdate: () => progressListeners.clear(),
  }
}

function facts(response: Response): Result {
  return { statusCode: response.status, header: Object.fromEntries(response.headers), cookies: [] }
}

export function request(options: Options): Task {
  const method = String(options.method ?? 'GET').toUpperCase()
  recordCall('request', { url: options.url, method, data: options.data, header: options.header })
  return runTask('request', options, async (running) => {
    if (!METHODS.has(method))
      throw new ApiError('method is invalid')
    const headers = toHeaders(options.header)
    if (!headers.has('content-type'))
      headers.set('content-type', 'application/json')
    const bare = method === 'GET' || method === 'HEAD'
    const inQuery = bare && options.data && typeof options.data === 'object'
    const url = fetchUrl(inQuery ? withQuery(options.url, options.data) : options.url)
    const body = bare ? undefined : encodeBody(options.data, headers)
    const response = mustBeListed(await fetch(url, { method, headers, body, signal: running.signal, credentials: 'omit', cache: 'no-store' }))
    running.headers(facts(response))
    return { ...facts(response), data: await decodeBody(response, options) }
  })
}

export function uploadFile(options: Options): Task {
  recordCall('uploadFile', { url: options.url, name: options.name, formData: options.formData })
  return runTask('uploadFile', options, async (running) => {
    const file = await fileOf(options.filePath)
    if (!file)
      throw new ApiError('file not found')
    const form = new FormData()
    for (const [name, value] of Object.entries(options.formData ?? {}))
      form.append(name, String(value))
    form.append(options.name, file, file.name)
    const headers = toHeaders(options.header)
    // The browser writes this header itself, with the boundary.
    headers.delete('content-type')
    const response = mustBeListed(await fetch(fetchUrl(options.url), { method: 'POST', headers, body: form, signal: running.signal, credentials: 'omit' }))
    running.progress({ progress: 100, totalBytesSent: file.size, totalBytesExpectedToSend: file.size })
    return { ...facts(response), data: await response.text() }
  })
}

export function downloadFile(options: Options): Task {
  recordCall('downloadFile', { url: options.url })
  return runTask('downloadFile', options, async (running) => {
    const response = mustBeListed(await fetch(fetchUrl(options.url), { headers: toHeaders(options.header), signal: running.signal, credentials: 'omit' }))
    const blob = await response.blob()
    running.progress({ progress: 100, totalBytesWritten: blob.size, totalBytesExpectedToWrite: blob.size })
    const path = keepBlob(blob, options.url.split(/[?#]/)[0].split('/').pop() || 'file', options.filePath)
    return { ...facts(response), tempFilePath: path, filePath: options.filePath }
  })
}
