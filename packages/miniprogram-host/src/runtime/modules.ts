/* CommonJS for the mini program's scripts. */
import type { AppBundle } from '../types'

interface Module { exports: unknown }

/** Built-ins of the language; the host's own objects are not reachable through globalThis. */
function sandbox(): Record<string, unknown> {
  const scope: Record<string, unknown> = {}
  const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask'] as const
  for (const name of timers)
    scope[name] = (window[name] as (...args: unknown[]) => unknown).bind(window)
  for (const name of ['Object', 'Array', 'Function', 'Promise', 'Proxy', 'Reflect', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Date', 'Math', 'JSON', 'RegExp', 'Error', 'TypeError', 'RangeError', 'Number', 'String', 'Boolean', 'BigInt', 'Intl', 'ArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'NaN', 'Infinity'])
    scope[name] = (globalThis as Record<string, unknown>)[name]
  return scope
}

export class Modules {
  private readonly cache = new Map<string, Module>()
  private readonly values: unknown[]

  constructor(private readonly bundle: AppBundle, given: Record<string, unknown>) {
    const scope = Object.assign(sandbox(), given)
    const named: Record<string, unknown> = { ...given, globalThis: scope, global: scope }
    // A name that is not given is one that WeChat does not have: the script sees undefined.
    this.values = bundle.names.map(name => named[name])
  }

  require(path: string): unknown {
    const known = this.cache.get(path)
    if (known)
      return known.exports
    const run = this.bundle.scripts[path]
    if (!run)
      throw new Error(`module '${path}.js' is not defined`)
    const module: Module = { exports: {} }
    this.cache.set(path, module)
    run(this.requireFrom(path), module, module.exports, ...this.values)
    return module.exports
  }

  private requireFrom(from: string): (path: string) => unknown {
    const resolve = (path: string): string => {
      const base = path.startsWith('/') ? 'http://x/' : `http://x/${from}`
      return decodeURI(new URL(path, base).pathname.slice(1)).replace(/\.js$/, '')
    }
    const find = (path: string): unknown => {
      const target = resolve(path)
      return this.require(this.bundle.scripts[`${target}/index`] && !this.bundle.scripts[target] ? `${target}/index` : target)
    }
    return Object.assign((path: string) => find(path), {
      async: async (path: string) => find(path),
    })
  }
}
