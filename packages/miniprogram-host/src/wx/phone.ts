/* The phone around the mini program: it holds the person's WeChat and answers for them. */
import { config } from '../config'
import { ApiError, CANCELLED } from './api'

interface Answer { keliu?: string, type?: string, id?: number, ok?: boolean, value?: unknown, error?: string }

const waiting = new Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>()
const commands: Record<string, () => void> = {}
let next = 1

/** Whether a phone frames this page; a page of its own, as in tests, has none. */
export function inPhone(): boolean {
  return Boolean(config.phone) && window.parent !== window
}

/** Ask the phone; it may take as long as the person thinks. Fails with what the phone says. */
export function askPhone<T>(what: string, args: Record<string, unknown> = {}): Promise<T> {
  const id = next++
  return new Promise<T>((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    window.parent.postMessage({ source: 'keliu-host', type: 'ask', id, what, args }, config.phone ?? '')
  })
}

/** As `askPhone`, for wx functions: a refusal becomes `name:fail …`. */
export async function askForApp<T>(what: string, args: Record<string, unknown> = {}): Promise<T> {
  try {
    return await askPhone<T>(what, args)
  }
  catch (error) {
    throw new ApiError((error as Error).message || CANCELLED)
  }
}

/** What the phone may tell the mini program: that it went away, came back, should share. */
export function onCommand(name: string, run: () => void): void {
  commands[name] = run
}

window.addEventListener('message', (event: MessageEvent<Answer | null>) => {
  if (event.source !== window.parent || event.origin !== config.phone || event.data?.keliu !== 'mini')
    return
  const { type, id = 0, ok, value, error } = event.data
  if (type !== 'answer')
    return commands[type ?? '']?.()
  const asked = waiting.get(id)
  waiting.delete(id)
  if (ok)
    asked?.resolve(value)
  else
    asked?.reject(new Error(error))
})
