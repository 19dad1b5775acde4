import { describe, expect, it } from 'vitest'
import { ApiError } from '@/kit/errors'
import { useSubmit } from '@/kit/submit'
import { chipTime, pickedTime } from '@/packages/staff/interactions/when'

describe('useSubmit', () => {
  it('has one effect for a double tap', async () => {
    const keys: string[] = []
    const save = useSubmit(async (key: string) => {
      keys.push(key)
      return true
    })
    await Promise.all([save.run(), save.run()])
    expect(keys).toHaveLength(1)
  })

  it('repeats a lost answer with the same key, other content with another', async () => {
    const keys: string[] = []
    let lost = true
    const save = useSubmit(async (key: string, _text: string) => {
      keys.push(key)
      if (lost)
        throw new ApiError({ status: 0, code: 'offline', detail: '连不上网络' })
      return true
    }, { quiet: true })
    await save.run('电话聊过')
    await save.run('电话聊过')
    expect(save.error.value?.code).toBe('offline')
    lost = false
    await save.run('约了见面')
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[1])
  })

  it('takes a new key after the server refused', async () => {
    const keys: string[] = []
    const save = useSubmit(async (key: string) => {
      keys.push(key)
      throw new ApiError({ status: 422, code: 'invalid', detail: '请检查' })
    }, { quiet: true })
    await save.run()
    await save.run()
    expect(keys[0]).not.toBe(keys[1])
  })
})

describe('the next time', () => {
  const saturday = new Date(2026, 10, 21, 15, 30)

  it('is nine in the morning of the day people mean', () => {
    expect(chipTime('tomorrow', saturday)).toEqual(new Date(2026, 10, 22, 9))
    expect(chipTime('threeDays', saturday)).toEqual(new Date(2026, 10, 24, 9))
    expect(chipTime('nextWeek', saturday)).toEqual(new Date(2026, 10, 23, 9))
    expect(chipTime('nextWeek', new Date(2026, 10, 23, 8))).toEqual(new Date(2026, 10, 30, 9))
    expect(chipTime('none', saturday)).toBeNull()
  })

  it('is read from the pickers in local time', () => {
    expect(pickedTime('2026-12-05', '14:05')).toEqual(new Date(2026, 11, 5, 14, 5))
    expect(pickedTime('', '14:05')).toBeNull()
  })
})
