import type { RealtimeTicket, SocketMessage, TopicData, TopicMessage, TopicType } from '@api'

export type Status = 'off' | 'connecting' | 'live' | 'waiting'
type Handler<T extends TopicType> = (data: TopicData[T], topic: string) => void

export interface RealtimeOptions {
  ticket: () => Promise<RealtimeTicket>
  open: (url: string) => WebSocket
  onStatus: (status: Status) => void
  /** Too much was missed: refetch everything. */
  onResync: () => void
  /** One's rights changed: what may be seen and listened to is asked anew. */
  onAccess: () => void
}

const FIRST_DELAY = 500
const LAST_DELAY = 8_000
/** The gateway pings; silence this long means the line is dead although nobody closed it. */
const SILENCE = 75_000
const CLOSED_FOR_GOOD = new Set([4403, 4409])

/** One socket, kept open: a fresh ticket per connection, resuming each topic after its last sequence. */
export class RealtimeClient {
  private socket: WebSocket | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private delay = FIRST_DELAY
  private wanted = false
  private attempt = 0
  private readonly last: Record<string, number> = {}
  private heads: Record<string, number> = {}
  private readonly handlers = new Map<TopicType, Set<(data: never, topic: string) => void>>()

  constructor(private readonly options: RealtimeOptions) {}

  start(): void {
    if (this.wanted)
      return
    this.wanted = true
    void this.connect()
  }

  stop(): void {
    this.wanted = false
    this.drop()
    this.options.onStatus('off')
  }

  /** The network is back: do not wait for the back-off. */
  hurry(): void {
    if (!this.wanted || this.socket)
      return
    this.delay = FIRST_DELAY
    void this.connect()
  }

  on<T extends TopicType>(type: T, handler: Handler<T>): () => void {
    const handlers = this.handlers.get(type) ?? new Set()
    this.handlers.set(type, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  private async connect(): Promise<void> {
    this.drop()
    const attempt = this.attempt
    this.options.onStatus('connecting')
    try {
      const { url, ticket, topics } = await this.options.ticket()
      if (this.wanted && attempt === this.attempt)
        this.open(url, ticket, topics)
    }
    catch {
      if (attempt === this.attempt)
        this.later()
    }
  }

  private open(url: string, ticket: string, topics: string[]): void {
    const socket = this.options.open(url)
    this.socket = socket
    socket.onopen = () => socket.send(JSON.stringify({ ticket, topics, last: this.lastOf(topics) }))
    socket.onmessage = event => this.receive(JSON.parse(String(event.data)) as SocketMessage)
    socket.onclose = (event) => {
      if (socket === this.socket)
        this.closed(event.code)
    }
    this.listen()
  }

  private receive(message: SocketMessage): void {
    this.listen()
    switch (message.type) {
      case 'ready':
        this.ready(message.topics)
        break
      case 'ping':
        this.socket?.send(JSON.stringify({ type: 'pong' }))
        break
      case 'resync':
        // What was missed is fetched instead; go on from where the topics stand now.
        Object.assign(this.last, this.heads)
        this.options.onResync()
        break
      case 'access.changed':
        this.options.onAccess()
        void this.connect()
        break
      default:
        this.deliver(message)
    }
  }

  private ready(topics: Record<string, number>): void {
    this.heads = topics
    // A topic seen for the first time starts here; one we know keeps our own position until its gap has arrived.
    for (const [topic, seq] of Object.entries(topics))
      this.last[topic] ??= seq
    this.delay = FIRST_DELAY
    this.options.onStatus('live')
  }

  private deliver(message: TopicMessage): void {
    if (message.seq <= (this.last[message.topic] ?? -1))
      return
    this.last[message.topic] = message.seq
    for (const handler of this.handlers.get(message.type) ?? [])
      handler(message.data as never, message.topic)
  }

  private closed(code: number): void {
    this.socket = undefined
    clearTimeout(this.silence)
    if (CLOSED_FOR_GOOD.has(code))
      this.stop()
    else
      this.later()
  }

  private later(): void {
    if (!this.wanted)
      return
    this.options.onStatus('waiting')
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.connect(), this.delay)
    this.delay = Math.min(this.delay * 2, LAST_DELAY)
  }

  private listen(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => {
      this.drop()
      this.later()
    }, SILENCE)
  }

  private drop(): void {
    this.attempt += 1
    clearTimeout(this.timer)
    clearTimeout(this.silence)
    const socket = this.socket
    this.socket = undefined
    socket?.close()
  }

  private lastOf(topics: string[]): Record<string, number> {
    return Object.fromEntries(Object.entries(this.last).filter(([topic]) => topics.includes(topic)))
  }
}
