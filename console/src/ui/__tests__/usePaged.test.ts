import type { Page } from '@api'
import type { Paged, Position } from '../usePaged'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { usePaged } from '../usePaged'

interface Guest { id: string, name: string }
const guest = (id: number, name = `客人 ${id}`): Guest => ({ id: String(id), name })
const page = (items: Guest[], next: string | null = null, total: number | null = null): Page<Guest> => ({ items, next, total })

function listOf(fetch: (position: Position, signal: AbortSignal) => Promise<Page<Guest>>, filter = ref('')) {
  let paged!: Paged<Guest>
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  mount(defineComponent({
    setup() {
      paged = usePaged<Guest>({ key: () => ['guests', filter.value], fetch, total: true })
      return () => h('div')
    },
  }), { global: { plugins: [[VueQueryPlugin, { queryClient: client }]] } })
  return { paged, filter, names: () => paged.items.value.map(one => one.name) }
}

describe('usePaged', () => {
  it('loads page after page and stops at the last one', async () => {
    const fetch = vi.fn(async ({ cursor }: Position) => cursor ? page([guest(3)]) : page([guest(1), guest(2)], 'next', 3))
    const { paged, names } = listOf(fetch)
    expect(paged.phase.value).toBe('loading')
    await flushPromises()

    expect(paged.phase.value).toBe('idle')
    expect(paged.total.value).toBe(3)
    paged.more()
    await flushPromises()
    expect(paged.phase.value).toBe('done')
    expect(names()).toEqual(['客人 1', '客人 2', '客人 3'])
    paged.more()
    await flushPromises()
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  it('asks for the total once, with the first page', async () => {
    const fetch = vi.fn(async ({ cursor }: Position) => cursor ? page([]) : page([guest(1)], 'next', 9))
    const { paged } = listOf(fetch)
    await flushPromises()
    paged.more()
    await flushPromises()

    expect(fetch.mock.calls.map(([position]) => position)).toEqual([{ cursor: undefined, total: true }, { cursor: 'next', total: undefined }])
  })

  it('can be tried again after a failure', async () => {
    const fetch = vi.fn(async () => page([guest(1)])).mockRejectedValueOnce(new Error('down'))
    const { paged, names } = listOf(fetch)
    await flushPromises()
    expect(paged.phase.value).toBe('failed')

    paged.more()
    await flushPromises()
    expect(paged.phase.value).toBe('done')
    expect(names()).toEqual(['客人 1'])
  })

  it('keeps what it has when a later page fails, and goes on from there', async () => {
    const fetch = vi.fn(async ({ cursor }: Position) => cursor ? page([guest(2)]) : page([guest(1)], 'next'))
    const { paged, names } = listOf(fetch)
    await flushPromises()
    fetch.mockRejectedValueOnce(new Error('down'))
    paged.more()
    await flushPromises()
    expect(paged.phase.value).toBe('failed')
    expect(names()).toEqual(['客人 1'])

    paged.more()
    await flushPromises()
    expect(names()).toEqual(['客人 1', '客人 2'])
  })

  it('knows an empty list', async () => {
    const { paged } = listOf(async () => page([]))
    expect(paged.empty.value).toBe(false)
    await flushPromises()
    expect(paged.empty.value).toBe(true)
  })

  it('shows a row once when it moved between two pages', async () => {
    const { paged, names } = listOf(async ({ cursor }) => cursor ? page([guest(2), guest(3)]) : page([guest(1), guest(2)], 'next'))
    await flushPromises()
    paged.more()
    await flushPromises()
    expect(names()).toEqual(['客人 1', '客人 2', '客人 3'])
  })

  it('keeps the old rows on screen until those of the new filter are here', async () => {
    let finish: (value: Page<Guest>) => void = () => {}
    const filter = ref('')
    const { paged, names } = listOf(() => filter.value ? new Promise(resolve => finish = resolve) : Promise.resolve(page([guest(1)])), filter)
    await flushPromises()
    filter.value = '张'
    await flushPromises()
    expect(paged.outdated.value).toBe(true)
    expect(names()).toEqual(['客人 1'])

    finish(page([guest(8, '张阿姨')]))
    await flushPromises()
    expect(paged.outdated.value).toBe(false)
    expect(names()).toEqual(['张阿姨'])
  })

  it('edits rows in place, on top, and away', async () => {
    const { paged, names } = listOf(async () => page([guest(1), guest(2)], null, 2))
    await flushPromises()
    paged.replace(guest(2, '李叔'))
    paged.prepend(guest(3, '张阿姨'))
    paged.prepend(guest(1, '王姐'))
    await flushPromises()
    expect(names()).toEqual(['王姐', '张阿姨', '李叔'])

    paged.remove('3')
    await flushPromises()
    expect(names()).toEqual(['王姐', '李叔'])
    expect(paged.total.value).toBe(1)
  })
})
