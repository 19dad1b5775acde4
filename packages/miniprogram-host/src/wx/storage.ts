/* Storage in localStorage, apart for every user and mini program. */
import type { Options } from './api'
import { appid, config } from '../config'
import { recordCall } from '../record'
import { ApiError, asyncApis } from './api'

const prefix = (): string => `keliu-mp:${appid()}:${config.user ?? 'anyone'}:`

function read(key: string): { found: boolean, value: unknown } {
  const text = localStorage.getItem(prefix() + key)
  if (text === null)
    return { found: false, value: '' }
  return { found: true, value: (JSON.parse(text) as { data: unknown }).data }
}

function write(key: string, data: unknown): void {
  localStorage.setItem(prefix() + key, JSON.stringify({ data }))
}

function keys(): string[] {
  return Object.keys(localStorage).filter(key => key.startsWith(prefix())).map(key => key.slice(prefix().length))
}

function info(): { keys: string[], currentSize: number, limitSize: number } {
  const size = keys().reduce((sum, key) => sum + (localStorage.getItem(prefix() + key)?.length ?? 0), 0)
  return { keys: keys(), currentSize: Math.ceil(size / 1024), limitSize: 10240 }
}

function clear(): void {
  keys().forEach(key => localStorage.removeItem(prefix() + key))
}

/** Put the configured values in place, without touching what the app stored itself. */
export function seedStorage(): void {
  for (const [key, data] of Object.entries(config.storage ?? {})) {
    if (!read(key).found)
      write(key, data)
  }
}

export const storageApis = {
  ...asyncApis({
    getStorage: ({ key }: Options) => {
      const { found, value } = read(key)
      if (!found)
        throw new ApiError('data not found')
      return { data: value }
    },
    setStorage: ({ key, data }) => write(key, data),
    removeStorage: ({ key }) => localStorage.removeItem(prefix() + key),
    clearStorage: clear,
    getStorageInfo: info,
  }),
  getStorageSync(key: string) {
    recordCall('getStorageSync', { key })
    return read(key).value
  },
  setStorageSync(key: string, data: unknown) {
    recordCall('setStorageSync', { key, data })
    write(key, data)
  },
  removeStorageSync(key: string) {
    recordCall('removeStorageSync', { key })
    localStorage.removeItem(prefix() + key)
  },
  clearStorageSync: clear,
  getStorageInfoSync: info,
}
