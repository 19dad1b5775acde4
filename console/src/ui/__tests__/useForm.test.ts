import { beforeAll, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/app/http'
import { setLocale } from '@/app/i18n'
import { changes, fieldErrors, useForm } from '../useForm'

const invalid = (field: string, message: string): ApiError => new ApiError({ status: 422, code: 'invalid', detail: '有内容要改', errors: [{ field, code: 'x', message }] })

beforeAll(() => setLocale('zh-CN'))

describe('useForm', () => {
  it('says what is wrong before asking the server', async () => {
    const submit = vi.fn()
    const form = useForm({ initial: () => ({ name: '' }), validate: model => model.name ? {} : { name: '请填姓名' }, submit })

    expect(await form.submit()).toBe(false)
    expect(form.errors.name).toBe('请填姓名')
    expect(submit).not.toHaveBeenCalled()
  })

  it('puts the words of the server beside the field', async () => {
    const form = useForm({ initial: () => ({ phone: '138' }), submit: () => Promise.reject(invalid('phone', '手机号少了几位')) })

    await form.submit()
    expect(form.errors.phone).toBe('手机号少了几位')
    expect(form.failure.value).toBe('')
  })

  it('says above the form what belongs to no field', async () => {
    const form = useForm({ initial: () => ({ name: '张' }), submit: () => Promise.reject(invalid('quota', '名额已用完')) })

    await form.submit()
    expect(form.failure.value).toBe('有内容要改')
  })

  it('keeps its key while the content stays, and takes a new one when it changes', async () => {
    const keys: string[] = []
    const form = useForm({
      initial: () => ({ name: '张' }),
      submit: async (_, key) => {
        keys.push(key)
        throw new ApiError({ status: 0, code: 'network', detail: '' })
      },
    })

    await form.submit()
    await form.submit()
    form.model.value.name = '张阿姨'
    await form.submit()
    expect(form.failure.value).toBe('连不上服务器,请检查网络后再试')
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
  })

  it('is sent once however often it is pressed', async () => {
    const submit = vi.fn(() => new Promise<void>(resolve => setTimeout(resolve)))
    const form = useForm({ initial: () => ({ name: '张' }), submit })

    await Promise.all([form.submit(), form.submit(), form.submit()])
    expect(submit).toHaveBeenCalledTimes(1)
  })
})

describe('changes', () => {
  it('names only what differs', () => {
    expect(changes({ name: '张', hidden: ['email'], level: 'A' }, { name: '张', hidden: [], level: 'A' })).toEqual({ hidden: [] })
  })
})

describe('fieldErrors', () => {
  it('follows names the server has for a field', () => {
    expect(fieldErrors(invalid('picture_ids', '图片太多'), { pictures: [] }, { picture_ids: 'pictures' })).toEqual({ pictures: '图片太多' })
  })
})
