import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/kit/errors'
import { createHttp } from '@/kit/http'
import { stub } from './uni'

const signedOut = vi.fn()
const http = createHttp({ base: () => 'http://shop', token: () => 'T1', signedOut })

function answer(status: number, data: unknown): void {
  stub().requests.at(-1)?.success({ statusCode: status, data })
}

beforeEach(() => signedOut.mockReset())

describe('a call', () => {
  it('fills the path, the query and the token', async () => {
    const call = http('GET /customers/{id}/timeline', { path: { id: 'a/1' }, query: { limit: 30, kind: 'visit', cursor: undefined } })
    const sent = stub().requests[0]
    expect(sent?.url).toBe('http://shop/api/v1/customers/a%2F1/timeline?limit=30&kind=visit')
    expect(sent?.header.Authorization).toBe('Bearer T1')
    expect(sent?.header['Accept-Language']).toBe('zh-Hans')
    answer(200, { items: [], next: null, total: null })
    await expect(call).resolves.toEqual({ items: [], next: null, total: null })
  })

  it('gives every POST a key of its own, and takes one for a repeat', () => {
    void http('POST /notifications/read-all')
    void http('POST /notifications/read-all')
    void http('POST /notifications/read-all', { key: 'again' })
    const keys = stub().requests.map(sent => sent.header['Idempotency-Key'])
    expect(keys[0]).not.toBe(keys[1])
    expect(keys[2]).toBe('again')
  })

  it('rejects with the server\'s code, sentence and fields', async () => {
    const call = http('POST /customers', { body: { name: '张阿姨', phone: '1391234567' } })
    answer(422, JSON.stringify({ code: 'invalid', detail: '请改好标出的地方', errors: [{ field: 'phone', code: 'short', message: '手机号少一位,请检查' }] }))
    const error = await call.catch((thrown: unknown) => thrown as ApiError)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 422, code: 'invalid', detail: '请改好标出的地方', passing: false })
    expect((error as ApiError).field('phone')).toBe('手机号少一位,请检查')
  })

  it('says that the network is gone, and that trying again may help', async () => {
    const call = http('GET /me')
    stub().requests[0]?.fail()
    await expect(call).rejects.toMatchObject({ status: 0, code: 'offline', passing: true, detail: '连不上网络,请检查后再试' })
  })

  it('does not trust an answer that is no problem document', async () => {
    const call = http('GET /me')
    answer(502, '<html>bad gateway</html>')
    await expect(call).rejects.toMatchObject({ status: 502, code: 'unexpected' })
  })
})

describe('an ended session', () => {
  it('leads to the sign-in', async () => {
    const call = http('GET /me')
    answer(401, { code: 'signed_out', detail: '请重新登录' })
    await expect(call).rejects.toMatchObject({ code: 'signed_out' })
    expect(signedOut).toHaveBeenCalledOnce()
  })

  it('is not a wrong password', async () => {
    const call = http('POST /auth/login', { body: { account: 'xiaoli', password: 'wrong' } })
    answer(401, { code: 'login_failed', detail: '账号或密码不对' })
    await expect(call).rejects.toMatchObject({ code: 'login_failed' })
    expect(signedOut).not.toHaveBeenCalled()
  })
})
