import type { RealtimeTicket, SocketMessage, TopicData, TopicType } from '@api'
import type { OpenSocket, SocketLink } from '@/platform/types'
import { ref } from 'vue'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8000
const TICKET_OVER = 4401
/** Closed for a reason that a new try would meet again. */
const FINAL_CODES = new Set([4403, 4409])

export type LiveState = 'off' | 'connecting' | 'live' | 'waiting' | 'refused'
type Heard = TopicType | 'resync'
type DataOf<T extends Heard> = T extends TopicType ? TopicData[T] : undefined

export interface LiveOptions {
  ticket: () => Promise<RealtimeTicket>
  open: OpenSocket
  /** True when asking again for a ticket is pointless, because the session is over. */
  final: (thrown: unknown) => boolean
}

/**
 * One socket for the whole app. After every break it comes back with a fresh ticket and the last
 * number it saw of each topic, so the server can send what was missed.
 */
export function createLive(options: LiveOptions) {
  const state = ref<LiveState>('off')
  const last: Record<string, number> = {}
  let atReady: Record<string, number> = {}
  const listeners = new Map<Heard, Set<(data: never) => void>>()
  let link: SocketLink | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_WAIT_MS
  // Every start and stop opens a new era; what belongs to an older one is ignored.
  let era = 0

  function emit<T extends Heard>(type: T, data: DataOf<T>): void {
    listeners.get(type)?.forEach(listener => (listener as (data: DataOf<T>) => void)(data))
  }

  function heard(text: string): void {
    const message = JSON.parse(text) as SocketMessage
    if (message.type === 'ping') {
      link?.send('{"type":"pong"}')
    }
    else if (message.type === 'ready') {
      state.value = 'live'
      wait = FIRST_WAIT_MS
      atReady = message.topics
      for (const [topic, seq] of Object.entries(message.topics))
        last[topic] ??= seq
    }
    else if (message.type === 'resync') {
      // What was missed is too old to be sent again: the lists ask anew and we count from here.
      Object.assign(last, atReady)
      emit('resync', undefined)
    }
    else if (message.type === 'access.changed') {
      // What this person may see is different now: every list asks anew.
      emit('resync', undefined)
    }
    else if (message.seq > (last[message.topic] ?? -1)) {
      last[message.topic] = message.seq
      emit(message.type, message.data as never)
    }
  }

  async function connect(): Promise<void> {
    const mine = ++era
    clearTimeout(timer)
    state.value = 'connecting'
    try {
      const { url, ticket, topics } = await options.ticket()
      if (mine !== era)
        return
      link = options.open(url, {
        opened: () => link?.send(JSON.stringify({ ticket, topics, last })),
        message: text => mine === era && heard(text),
        closed: code => mine === era && closed(code),
      })
    }
    catch (thrown) {
      if (mine === era)
        options.final(thrown) ? refuse() : later()
    }
  }

  function closed(code: number): void {
    link = null
    if (FINAL_CODES.has(code))
      refuse()
    else
      later(code === TICKET_OVER ? FIRST_WAIT_MS : undefined)
  }

  function refuse(): void {
    state.value = 'refused'
  }

  function later(ms: number = wait): void {
    state.value = 'waiting'
    wait = Math.min(wait * 2, LONGEST_WAIT_MS)
    timer = setTimeout(() => void connect(), ms)
  }

  return {
    state,
    start: (): void => {
      if (state.value === 'off' || state.value === 'refused')
        void connect()
    },
    stop: (): void => {
      era += 1
      clearTimeout(timer)
      link?.close()
      link = null
      Object.keys(last).forEach(topic => delete last[topic])
      wait = FIRST_WAIT_MS
      state.value = 'off'
    },
    /** The phone woke up or the network is back: no reason to sit out the wait. */
    nudge: (): void => {
      if (state.value === 'waiting')
        void connect()
    },
    on: <T extends Heard>(type: T, listener: (data: DataOf<T>) => void): (() => void) => {
      const known = listeners.get(type) ?? new Set()
      known.add(listener as (data: never) => void)
      listeners.set(type, known)
      return () => known.delete(listener as (data: never) => void)
    },
  }
}

export type Live = ReturnType<typeof createLive>
