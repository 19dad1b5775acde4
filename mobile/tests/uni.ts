import { vi } from 'vitest'

interface Sent { url: string, method: string, header: Record<string, string>, data?: string, success: (answer: { statusCode: number, data: unknown }) => void, fail: () => void }

/** The part of `uni` that tests meet: storage that works, requests that wait to be answered. */
export function uniStub() {
  const stored = new Map<string, unknown>()
  const requests: Sent[] = []
  return {
    requests,
    stored,
    getStorageSync: (key: string) => stored.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => stored.set(key, value),
    removeStorageSync: (key: string) => stored.delete(key),
    getLocale: () => 'zh-Hans',
    request: (sent: Sent) => requests.push(sent),
    showToast: vi.fn(),
    reLaunch: vi.fn(),
    navigateTo: vi.fn(),
    redirectTo: vi.fn(),
    navigateBack: vi.fn(),
    makePhoneCall: vi.fn(),
  }
}

export type UniStub = ReturnType<typeof uniStub>

export function stub(): UniStub {
  return (globalThis as unknown as { uni: UniStub }).uni
}
