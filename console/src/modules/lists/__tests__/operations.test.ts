import type { Operation } from '@api'
import { beforeEach, expect, it, vi } from 'vitest'
import { api } from '@/app/http'
import { dismiss, following, noted, startBulk } from '../composables/operations'

vi.mock('@/app/http', () => ({ api: { call: vi.fn() } }))

const task = (state: Operation['state'], id = '7'): Operation => ({ id, state } as Operation)

beforeEach(() => following.value.forEach(one => dismiss(one.id)))

it('shows a task of ours that had ended before we could ask', async () => {
  vi.mocked(api.call).mockResolvedValueOnce({ operation_id: '7' }).mockResolvedValueOnce(task('done'))
  await startBulk('customer', {} as Parameters<typeof startBulk>[1])
  expect(following.value).toEqual([task('done')])
})

it('follows what runs to its end, and nothing that ended before', () => {
  noted(task('done', '1'))
  expect(following.value).toEqual([])
  noted(task('running', '2'))
  noted(task('done', '2'))
  expect(following.value).toEqual([task('done', '2')])
})
