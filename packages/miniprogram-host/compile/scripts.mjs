/* Wraps every script of the mini program as a CommonJS module that cannot see the browser. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What WeChat gives to a script. */
const GIVEN = ['wx', 'App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages', 'console', 'globalThis', 'global']

/** What a browser has and WeChat's script thread does not: reading it must give undefined here too. */
const HIDDEN = [
  'window',
  'self',
  'document',
  'navigator',
  'location',
  'history',
  'screen',
  'parent',
  'top',
  'frames',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'fetch',
  'Request',
  'Response',
  'Headers',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Worker',
  'BroadcastChannel',
  'MessageChannel',
  'Image',
  'Blob',
  'File',
  'FileReader',
  'FormData',
  'URL',
  'URLSearchParams',
  'AbortController',
  'AbortSignal',
  'TextEncoder',
  'TextDecoder',
  'crypto',
  'performance',
  'atob',
  'btoa',
  'structuredClone',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'getComputedStyle',
  'matchMedia',
  'customElements',
  'Node',
  'Element',
  'HTMLElement',
  'Event',
  'EventTarget',
  'CustomEvent',
  'MutationObserver',
  'IntersectionObserver',
  'ResizeObserver',
  'alert',
  'confirm',
  'prompt',
  'postMessage',
]

export const NAMES = [...GIVEN, ...HIDDEN]

/** JavaScript text of an object: module path without `.js` → function. */
export function wrapScripts(app) {
  const files = app.files.filter(file => file.endsWith('.js'))
  const entries = files.map((file) => {
    const code = readFileSync(join(app.root, file), 'utf8')
    // The inner function lets a script declare a variable named like one of the hidden globals.
    const body = `return (function(){${code}\n}).call(exports)`
    return `${JSON.stringify(file.slice(0, -'.js'.length))}: function (require, module, exports, ${NAMES.join(', ')}) {${body}}`
  })
  return { code: `{\n${entries.join(',\n')}\n}`, count: files.length, given: GIVEN }
}
