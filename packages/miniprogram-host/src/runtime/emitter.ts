/* Small listener lists, for wx.onXxx and for event channels between pages. */

type Listener = (...args: any[]) => void

export class Listeners {
  private readonly list = new Set<Listener>()

  add = (listener: Listener): void => {
    this.list.add(listener)
  }

  /** Without a listener all of them go, as in WeChat. */
  remove = (listener?: Listener): void => {
    if (listener)
      this.list.delete(listener)
    else
      this.list.clear()
  }

  get size(): number {
    return this.list.size
  }

  tell(...args: unknown[]): void {
    for (const listener of [...this.list])
      listener(...args)
  }
}

/** WeChat's channel between the page that opens and the page that was opened. */
export class EventChannel {
  private readonly topics = new Map<string, Listener[]>()
  /** What was emitted before anybody listened; handed over to the first listener. */
  private readonly early = new Map<string, unknown[][]>()
  peer: EventChannel | null = null

  emit(name: string, ...args: unknown[]): void {
    this.peer?.receive(name, args)
  }

  on(name: string, listener: Listener): void {
    this.topics.set(name, [...this.topics.get(name) ?? [], listener])
    const waiting = this.early.get(name) ?? []
    this.early.delete(name)
    for (const args of waiting)
      listener(...args)
  }

  once(name: string, listener: Listener): void {
    const wrapped = (...args: unknown[]): void => {
      this.off(name, wrapped)
      listener(...args)
    }
    this.on(name, wrapped)
  }

  off(name: string, listener?: Listener): void {
    this.topics.set(name, listener ? (this.topics.get(name) ?? []).filter(item => item !== listener) : [])
  }

  private receive(name: string, args: unknown[]): void {
    const listeners = this.topics.get(name) ?? []
    if (listeners.length === 0)
      this.early.set(name, [...this.early.get(name) ?? [], args])
    for (const listener of [...listeners])
      listener(...args)
  }
}

/** Two ends: the opener's and the opened page's. */
export function channelPair(events: Record<string, Listener> = {}): { opener: EventChannel, opened: EventChannel } {
  const opener = new EventChannel()
  const opened = new EventChannel()
  opener.peer = opened
  opened.peer = opener
  for (const [name, listener] of Object.entries(events))
    opener.on(name, listener)
  return { opener, opened }
}
