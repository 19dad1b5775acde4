/* The `wx` object of the mini program. */
import { recordUnknown } from '../record'
import { guardApis } from './api'
import { getFileSystemManager } from './files'
import { mediaApis } from './media'
import { navigateApis } from './navigate'
import { createIntersectionObserver } from './observer'
import { openApis } from './open-ability'
import { needConsent, privacyApis } from './privacy'
import { downloadFile, request, uploadFile } from './request'
import { SelectorQuery } from './selector-query'
import { shareApis } from './share'
import { socketApis } from './socket'
import { soundApis } from './sound'
import { storageApis } from './storage'
import { systemApis } from './system'
import { barApis, feedbackApis, scrollApis } from './ui'

function logger(): Record<string, (...parts: unknown[]) => void> {
  return {
    debug() {},
    info() {},
    log() {},
    warn() {},
    error() {},
    setFilterMsg() {},
    addFilterMsg() {},
  }
}

const apis: Record<string, unknown> = {
  ...storageApis,
  ...systemApis,
  ...feedbackApis,
  ...barApis,
  ...scrollApis,
  ...navigateApis,
  ...openApis,
  ...privacyApis,
  ...shareApis,
  ...mediaApis,
  ...soundApis,
  ...socketApis,
  request,
  uploadFile,
  downloadFile,
  getFileSystemManager,
  createIntersectionObserver,
  createSelectorQuery: () => new SelectorQuery(),
  getLogManager: logger,
  getRealtimeLogManager: logger,
}

/** `wx.canIUse('getPrivacySetting')`, `wx.canIUse('button.open-type.share')`. */
function canIUse(schema: string): boolean {
  const [name = ''] = schema.split('.')
  return name in apis || /^[a-z-]+$/.test(name)
}

/** WeChat's own names only; frameworks also look for keys of theirs, which must stay undefined. */
const LOOKS_LIKE_API = /^[a-z][A-Za-z0-9]*$/

export function createWx(): object {
  guardApis(needConsent)
  const target: Record<PropertyKey, unknown> = { ...apis, canIUse }
  return new Proxy(target, {
    get(_, name) {
      if (name in target)
        return target[name]
      if (typeof name === 'string' && LOOKS_LIKE_API.test(name))
        recordUnknown(name)
      return undefined
    },
  })
}
