import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, vi } from 'vitest'
import { uniStub } from './uni'

beforeEach(() => {
  setActivePinia(createPinia())
  vi.stubGlobal('uni', uniStub())
  vi.stubGlobal('getCurrentPages', () => [])
})
