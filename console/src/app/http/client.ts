import type { Endpoints } from '@api'
import { ApiError, problemOf } from './errors'

export type Endpoint = keyof Endpoints
type Has<E extends Endpoint, K extends string> = Endpoints[E] extends Record<K, infer V> ? V : never
type Part<E extends Endpoint, K extends 'path' | 'query' | 'body'>
  = [Has<E, K>] extends [never] ? unknown : object extends Has<E, K> ? { [P in K]?: Has<E, K> } : { [P in K]: Has<E, K> }

export type Out<E extends Endpoint> = Has<E, 'out'>
export interface Extras {
  signal?: AbortSignal
  /** Same key and same body → the same answer, however often it is sent. */
  key?: string
  /** False: an ended session is the caller's business (first load, sign-in). */
  renew?: boolean
}
export type Input<E extends Endpoint> = Part<E, 'path'> & Part<E, 'query'> & Part<E, 'body'> & Extras
type Args<E extends Endpoint> = object extends Input<E> ? [input?: Input<E>] : [input: Input<E>]

export interface ClientOptions {
  base: string
  fetch: typeof fetch
  /** Ask the person to sign in again; resolves true when they did. */
  renew: () => Promise<boolean>
  newKey: () => string
  /** What the person reads; the server's sentences come in it. */
  language: () => string
  timeoutMs: number
  retryAfterMs: number
}

interface Loose { path?: Record<string, string>, query?: Record<string, unknown>, body?: unknown }

export class Client {
  private renewal: Promise<boolean> | undefined

  constructor(private readonly options: ClientOptions) {}

  /** Send one request; every failure arrives as an `ApiError`. */
  async call<E extends Endpoint>(endpoint: E, ...args: Args<E>): Promise<Out<E>> {
    const input = (args[0] ?? {}) as Loose & Extras
    const [method = 'GET', template = ''] = endpoint.split(' ')
    const url = this.options.base + fillPath(template, input.path) + queryString(input.query)
    const request = this.request(method, input)
    let response = await this.send(url, request, input.signal)
    if (response.status === 401 && input.renew !== false && await this.endedSession(response) && await this.renewOnce())
      response = await this.send(url, request, input.signal)
    if (!response.ok)
      throw new ApiError(await problemOf(response))
    return (response.status === 204 ? undefined : await response.json()) as Out<E>
  }

  private request(method: string, input: Loose & Extras): RequestInit {
    const headers: Record<string, string> = { 'Accept': 'application/json', 'Accept-Language': this.options.language() }
    const form = input.body instanceof FormData
    if (method !== 'GET')
      headers['X-Keliu-Csrf'] = '1'
    // An upload needs no key: a second copy that nothing points at harms nobody.
    if (method === 'POST' && !form)
      headers['Idempotency-Key'] = input.key ?? this.options.newKey()
    if (input.body !== undefined && !form)
      headers['Content-Type'] = 'application/json'
    const body = form ? input.body as FormData : input.body === undefined ? undefined : JSON.stringify(input.body)
    return { method, headers, body, credentials: 'same-origin' }
  }

  /** A POST that got no answer is sent once more: its key makes that safe, and an upload twice is harmless. */
  private async send(url: string, request: RequestInit, signal?: AbortSignal): Promise<Response> {
    try {
      return await this.attempt(url, request, signal)
    }
    catch (error) {
      if (request.method !== 'POST' || !(error instanceof ApiError) || error.code !== 'network')
        throw error
      await new Promise(resolve => setTimeout(resolve, this.options.retryAfterMs))
      return this.attempt(url, request, signal)
    }
  }

  private async attempt(url: string, request: RequestInit, signal?: AbortSignal): Promise<Response> {
    const timeout = AbortSignal.timeout(this.options.timeoutMs)
    try {
      return await this.options.fetch(url, { ...request, signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
    }
    catch (error) {
      if (signal?.aborted)
        throw error
      throw new ApiError({ status: 0, code: timeout.aborted ? 'timeout' : 'network', detail: '' })
    }
  }

  /** A wrong password is 401 too; only `signed_out` can be renewed. */
  private async endedSession(response: Response): Promise<boolean> {
    return (await problemOf(response.clone())).code === 'signed_out'
  }

  /** One renewal serves every request that found the session ended. */
  private renewOnce(): Promise<boolean> {
    this.renewal ??= this.options.renew().finally(() => {
      this.renewal = undefined
    })
    return this.renewal
  }
}

function fillPath(template: string, path: Record<string, string> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
}

/** Empty filters stay out of the address. */
export function queryString(query: Record<string, unknown> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (pairs.length === 0)
    return ''
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()}`
}
