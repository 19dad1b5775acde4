import type { Page } from '@api'
import { describe, expect, it } from 'vitest'
import { ApiError } from '@/kit/errors'
import { usePaged } from '@/kit/paged'

interface Row { id: string }
const page = (ids: string[], next: string | null): Page<Row> => ({ items: ids.map(id => ({ id })), next, total: null })
const offline = new ApiError({ status: 0, code: 'offline', detail: '连不上网络' })

describe('usePaged', () => {
  it('asks page after page and stops at the last', async () => {
    const asked: (string | undefined)[] = []
    const list = usePaged<Row>(async (cursor) => {
      asked.push(cursor)
      return cursor ? page(['3'], null) : page(['1', '2'], 'c1')
    })
    await list.more()
    await list.more()
    await list.more()
    expect(asked).toEqual([undefined, 'c1'])
    expect(list.items.value.map(row => row.id)).toEqual(['1', '2', '3'])
    expect(list.phase.value).toBe('done')
  })

  it('keeps what is there when a page fails, and can be tried again', async () => {
    let broken = false
    const list = usePaged<Row>(async (cursor) => {
      if (broken)
        throw offline
      return cursor ? page(['2'], null) : page(['1'], 'c1')
    })
    await list.more()
    broken = true
    await list.more()
    expect(list.phase.value).toBe('failed')
    expect(list.error.value?.code).toBe('offline')
    expect(list.items.value.map(row => row.id)).toEqual(['1'])
    broken = false
    await list.more()
    expect(list.items.value.map(row => row.id)).toEqual(['1', '2'])
    expect(list.error.value).toBeNull()
  })

  it('lets only the newest refresh count', async () => {
    const answers: ((value: Page<Row>) => void)[] = []
    const list = usePaged<Row>(() => new Promise(resolve => answers.push(resolve)))
    const slow = list.refresh()
    const quick = list.refresh()
    answers[1]?.(page(['new'], null))
    answers[0]?.(page(['old'], null))
    await Promise.all([slow, quick])
    expect(list.items.value.map(row => row.id)).toEqual(['new'])
  })

  it('asks once for two calls that overlap', async () => {
    let asked = 0
    const list = usePaged<Row>(async () => {
      asked += 1
      return page(['1'], null)
    })
    await Promise.all([list.more(), list.more()])
    expect(asked).toBe(1)
  })

  it('shows a row once though it moved between two pages', async () => {
    const list = usePaged<Row>(async cursor => cursor ? page(['2', '3'], null) : page(['1', '2'], 'c1'))
    await list.more()
    await list.more()
    expect(list.items.value.map(row => row.id)).toEqual(['1', '2', '3'])
  })

  it('is empty only when the server said so', async () => {
    const list = usePaged<Row>(async () => page([], null))
    expect(list.empty.value).toBe(false)
    expect(list.fresh.value).toBe(true)
    await list.more()
    expect(list.empty.value).toBe(true)
  })
})
