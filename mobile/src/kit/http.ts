import type { Endpoints, Problem } from '@api'
import { wireMethod } from '@/platform'
import { ApiError } from './errors'
import { locale, say } from './i18n'
import { timeId } from './ids'
import { commonText } from './text'

type Route = keyof Endpoints
type PartOf<R extends Route, P extends string> = Endpoints[R] extends { [K in P]: infer V } ? V : never
type Given<R extends Route, P extends string, V> = [PartOf<R, P>] extends [never] ? { [K in P]?: undefined } : V
type Optional<T> = T | { [K in keyof T]?: undefined }

export type Out<R extends Route> = Endpoints[R]['out']
/** What a call to one route needs: path parameters and body when it has them, the query always at will. */
export type CallOptions<R extends Route>
  = Given<R, 'path', { path: PartOf<R, 'path'> }>
    & Given<R, 'body', { body: PartOf<R, 'body'> }>
    & Optional<Given<R, 'query', { query: PartOf<R, 'query'> }>>
    & { key?: string }

type Args<R extends Route> = Record<never, never> extends CallOptions<R> ? [options?: CallOptions<R>] : [options: CallOptions<R>]
export type Http = <R extends Route>(route: R, ...args: Args<R>) => Promise<Out<R>>

export interface HttpOptions {
  base: () => string
  token: () => string | null
  /** Called once for every answer that says the session is over. */
  signedOut: () => void
}

interface LooseOptions {
  path?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  key?: string
}

const TIMEOUT_MS = 15_000

/** One transport for every call: typed by route, fails with ApiError and nothing else. */
export function createHttp(options: HttpOptions): Http {
  return async (route, ...args) => {
    const given = (args[0] ?? {}) as LooseOptions
    const [verb = 'GET', template = ''] = route.split(' ')
    const { method, header: meant } = wireMethod(verb)
    const header: Record<string, string> = { ...meant, 'Accept-Language': locale.value }
    const token = options.token()
    if (token)
      header.Authorization = `Bearer ${token}`
    if (verb === 'POST')
      header['Idempotency-Key'] = given.key ?? timeId()
    const url = `${options.base()}/api/v1${fill(template, given.path)}${queryString(given.query)}`
    const answer = await send({ url, method, header, data: given.body })
    if (answer.status >= 200 && answer.status < 300)
      return answer.data as never
    const error = new ApiError(asProblem(answer))
    if (error.status === 401 && error.code === 'signed_out')
      options.signedOut()
    throw error
  }
}

interface Answer { status: number, data: unknown }

function send(request: { url: string, method: UniApp.RequestOptions['method'], header: Record<string, string>, data: unknown }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    uni.request({
      url: request.url,
      method: request.method,
      header: request.data === undefined ? request.header : { 'Content-Type': 'application/json', ...request.header },
      data: request.data === undefined ? undefined : JSON.stringify(request.data),
      timeout: TIMEOUT_MS,
      success: ({ statusCode, data }) => resolve({ status: statusCode, data: parse(data) }),
      fail: () => reject(new ApiError({ status: 0, code: 'offline', detail: say(commonText, 'offline') })),
    })
  })
}

/** `application/problem+json` is not always parsed by the host, so text that looks like JSON is. */
function parse(data: unknown): unknown {
  if (typeof data !== 'string')
    return data
  try {
    return JSON.parse(data)
  }
  catch {
    return data
  }
}

function asProblem({ status, data }: Answer): Problem {
  const known = typeof data === 'object' && data !== null && 'code' in data
  return known
    ? { ...(data as Problem), status }
    : { status, code: 'unexpected', detail: say(commonText, 'unexpected', { status }) }
}

/** For answers that do not come through `send`, as uploads do. */
export function asProblemText(status: number, text: string): Problem {
  return asProblem({ status, data: parse(text) })
}

function fill(template: string, path: Record<string, string> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
}

export function queryString(query: LooseOptions['query'] = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (!pairs.length)
    return ''
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`
}
