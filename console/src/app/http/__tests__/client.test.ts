import { describe, expect, it, vi } from 'vitest'
import { Client, queryString } from '../client'
import { ApiError, isApiError } from '../errors'

type Answer = Response | Error

function answer(status: number, body?: unknown): Response {
  return new Response(body === undefined ? null : JSON.stringify(body), { status })
}

const signedOut = (): Response => answer(401, { status: 401, code: 'signed_out', detail: '请先登录' })

function clientWith(answers: Answer[], renew = vi.fn(async () => true)) {
  const sent: { url: string, init: RequestInit }[] = []
  let keys = 0
  const client = new Client({
    base: '/api/v1',
    fetch: (async (url: string, init: RequestInit) => {
      sent.push({ url, init })
      const next = answers.shift()
      if (!next || next instanceof Error)
        throw next ?? new Error('no answer prepared')
      return next
    }) as unknown as typeof fetch,
    renew,
    newKey: () => `key-${++keys}`,
    language: () => 'en',
    timeoutMs: 1000,
    retryAfterMs: 0,
  })
  const header = (index: number, name: string): string | undefined => (sent[index]?.init.headers as Record<string, string>)[name]
  return { client, sent, renew, header }
}

async function failure(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof ApiError))
    throw new Error('expected an ApiError')
  return error
}

describe('addresses', () => {
  it('fills the path, keeps empty filters out of the query', async () => {
    const { client, sent } = clientWith([answer(200, { items: [], next: null, total: null })])

    await client.call('GET /customers/{id}/timeline', { path: { id: '12/3' }, query: { kind: '', cursor: 'abc', limit: 30 } })

    expect(sent[0]?.url).toBe('/api/v1/customers/12%2F3/timeline?cursor=abc&limit=30')
  })

  it('writes Chinese words safely', () => {
    expect(queryString({ q: '张 阿姨', owner: undefined })).toBe('?q=%E5%BC%A0+%E9%98%BF%E5%A7%A8')
  })
})

describe('headers', () => {
  it('says what language the person reads', async () => {
    const { client, header } = clientWith([answer(200, {})])

    await client.call('GET /me')

    expect(header(0, 'Accept-Language')).toBe('en')
  })

  it('sends the guard header with every change and never with a question', async () => {
    const { client, header } = clientWith([answer(200, {}), answer(200, {})])

    await client.call('GET /me')
    await client.call('PATCH /merchant', { body: { name: '远航集团', version: 1 } })

    expect(header(0, 'X-Keliu-Csrf')).toBeUndefined()
    expect(header(1, 'X-Keliu-Csrf')).toBe('1')
  })

  it('gives every POST a key of its own, or the one it was handed', async () => {
    const { client, header } = clientWith([answer(200, {}), answer(200, {}), answer(200, {})])

    await client.call('POST /customers', { body: { name: '张阿姨' } })
    await client.call('POST /customers', { body: { name: '李叔' } })
    await client.call('POST /customers', { body: { name: '李叔' }, key: 'mine' })

    expect([0, 1, 2].map(index => header(index, 'Idempotency-Key'))).toEqual(['key-1', 'key-2', 'mine'])
  })

  it('leaves the content type of an upload to the browser, and gives it no key', async () => {
    const { client, header } = clientWith([answer(200, {})])

    await client.call('POST /files', { body: new FormData() })

    expect(header(0, 'Content-Type')).toBeUndefined()
    expect(header(0, 'Idempotency-Key')).toBeUndefined()
  })
})

describe('a session that ended', () => {
  it('renews once for two requests that find it ended together, and sends both again', async () => {
    let finish: (done: boolean) => void = () => {}
    const renew = vi.fn(() => new Promise<boolean>(resolve => finish = resolve))
    const { client, sent } = clientWith([signedOut(), signedOut(), answer(200, { name: 'a' }), answer(200, { name: 'b' })], renew)

    const both = Promise.all([client.call('GET /me'), client.call('GET /merchant')])
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    await new Promise(resolve => setTimeout(resolve))
    finish(true)

    expect(await both).toEqual([{ name: 'a' }, { name: 'b' }])
    expect(renew).toHaveBeenCalledTimes(1)
    expect(sent).toHaveLength(4)
  })

  it('repeats a POST with the same key, so that it counts once', async () => {
    const { client, header } = clientWith([signedOut(), answer(200, { id: '1' })])

    await client.call('POST /customers', { body: { name: '张阿姨' } })

    expect(header(0, 'Idempotency-Key')).toBe(header(1, 'Idempotency-Key'))
  })

  it('fails when nobody signs in again', async () => {
    const { client, sent } = clientWith([signedOut()], vi.fn(async () => false))

    const error = await failure(client.call('GET /me'))

    expect(error.code).toBe('signed_out')
    expect(sent).toHaveLength(1)
  })

  it('does not take a wrong password for an ended session', async () => {
    const { client, renew } = clientWith([answer(401, { status: 401, code: 'login_failed', detail: '账号或密码不对' })])

    const error = await failure(client.call('POST /auth/login', { body: { account: 'a', password: 'b' } }))

    expect(error.detail).toBe('账号或密码不对')
    expect(renew).not.toHaveBeenCalled()
  })
})

describe('failures', () => {
  it('carries the current object of a stale change', async () => {
    const current = { id: '7', name: '张阿姨', version: 3 }
    const { client } = clientWith([answer(409, { status: 409, code: 'stale', detail: '刚被改过', current })])

    const error = await failure(client.call('PATCH /customers/{id}', { path: { id: '7' }, body: { name: '张', version: 2 } }))

    expect(isApiError(error, 'stale')).toBe(true)
    expect(error.current()).toEqual(current)
  })

  it('names the fields that are wrong', async () => {
    const errors = [{ field: 'phone', code: 'taken', message: '这个手机号已有客户' }]
    const { client } = clientWith([answer(422, { status: 422, code: 'invalid', detail: '有内容要改', errors })])

    expect((await failure(client.call('POST /customers', { body: { name: '张阿姨' } }))).errors).toEqual(errors)
  })

  it('sends a POST once more when the line broke, with the same key', async () => {
    const { client, sent, header } = clientWith([new TypeError('broken'), answer(200, { id: '1' })])

    expect(await client.call('POST /customers', { body: { name: '张阿姨' } })).toEqual({ id: '1' })
    expect(sent).toHaveLength(2)
    expect(header(0, 'Idempotency-Key')).toBe(header(1, 'Idempotency-Key'))
  })

  it('does not repeat a PATCH by itself', async () => {
    const { client, sent } = clientWith([new TypeError('broken')])

    const error = await failure(client.call('PATCH /merchant', { body: { version: 1 } }))

    expect(error.code).toBe('network')
    expect(sent).toHaveLength(1)
  })

  it('turns an answer that is no problem document into one', async () => {
    const { client } = clientWith([new Response('<html>', { status: 502 })])

    expect((await failure(client.call('GET /me'))).code).toBe('server_error')
  })

  it('lets a cancelled request go quietly', async () => {
    const controller = new AbortController()
    controller.abort()
    const { client } = clientWith([Object.assign(new Error('aborted'), { name: 'AbortError' })])

    await expect(client.call('GET /me', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('answers nothing for 204', async () => {
    const { client } = clientWith([answer(204)])

    expect(await client.call('DELETE /customers/{id}', { path: { id: '7' } })).toBeUndefined()
  })
})
