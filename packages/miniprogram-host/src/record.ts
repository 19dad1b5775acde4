/* What happened, for tests and for the person watching. */

export interface HostError {
  kind: 'window' | 'rejection' | 'component' | 'console' | 'module'
  message: string
  stack: string
  page: string
}

export interface Call {
  api: string
  args: unknown
  page: string
}

export const errors: HostError[] = []
export const warnings: string[] = []
export const calls: Call[] = []
/** Names read from `wx` that this host does not have. */
export const unknownApis: string[] = []

/** Requests under way; a page has not settled while there are any. */
export const network = { pending: 0 }

let whichPage = (): string => ''

export function namePagesWith(name: () => string): void {
  whichPage = name
}

export function recordError(kind: HostError['kind'], error: unknown): void {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : describe(error)
  const stack = error instanceof Error ? error.stack ?? '' : ''
  errors.push({ kind, message, stack, page: whichPage() })
}

export function recordCall(api: string, args: unknown): void {
  calls.push({ api, args: plain(args), page: whichPage() })
}

export function recordUnknown(api: string): void {
  if (!unknownApis.includes(api))
    unknownApis.push(api)
  recordCall(api, { unknown: true })
}

function describe(value: unknown): string {
  if (typeof value === 'string')
    return value
  try {
    return JSON.stringify(value) ?? String(value)
  }
  catch {
    return String(value)
  }
}

/** A copy that survives being handed to a test: no functions, no DOM nodes, no cycles. */
function plain(value: unknown, depth = 0): unknown {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value
  if (typeof value !== 'object' || depth > 5)
    return undefined
  if (Array.isArray(value))
    return value.map(item => plain(item, depth + 1))
  if (value instanceof ArrayBuffer)
    return `ArrayBuffer(${value.byteLength})`
  if (value instanceof Node || value === window)
    return undefined
  return Object.fromEntries(Object.entries(value)
    .map(([key, item]) => [key, plain(item, depth + 1)])
    .filter(([, item]) => item !== undefined))
}

/** The console handed to the mini program: its errors count as failures. */
export function appConsole(): Console {
  return Object.assign(Object.create(console) as Console, {
    error(...parts: unknown[]) {
      const error = parts.find(part => part instanceof Error)
      recordError('console', error ?? parts.map(describe).join(' '))
      console.error(...parts)
    },
  })
}

/** Catch what nobody caught. `alsoTell` passes it on to the app's own onError. */
export function watchWindow(alsoTell: { error: (text: string) => void, rejection: (reason: unknown) => void }): void {
  window.addEventListener('error', (event) => {
    // Chromium reports a skipped resize notification as an error although nothing went wrong.
    if (event.message.includes('ResizeObserver loop'))
      return
    recordError('window', event.error ?? event.message)
    alsoTell.error(event.error instanceof Error ? event.error.stack ?? event.message : event.message)
  })
  window.addEventListener('unhandledrejection', (event) => {
    recordError('rejection', event.reason)
    alsoTell.rejection(event.reason)
  })
}
