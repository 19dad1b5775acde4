import type { FeedLine } from '@api'
import type { SocketHandlers } from '@/platform/types'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLive } from '@/kit/live'

const TOPIC = 'staff:11'
const line = (id: string): FeedLine => ({ id } as FeedLine)

function world() {
  const sockets: { handlers: SocketHandlers, sent: string[] }[] = []
  let tickets = 0
  let refused: Error | null = null
  const live = createLive({
    ticket: async () => {
      tickets += 1
      if (refused)
        throw refused
      return { url: 'ws://gateway/ws', ticket: `t${tickets}`, topics: [TOPIC] }
    },
    open: (_url, handlers) => {
      const sent: string[] = []
      sockets.push({ handlers, sent })
      return { send: text => sent.push(text), close: () => {} }
    },
    final: thrown => thrown instanceof Error && thrown.message === 'signed out',
  })
  const last = () => sockets.at(-1)
  return {
    live,
    sockets,
    refuse: (thrown: Error) => {
      refused = thrown
    },
    say: (message: object) => last()?.handlers.message(JSON.stringify(message)),
    radar: (seq: number, id: string) => last()?.handlers.message(JSON.stringify({ seq, topic: TOPIC, type: 'radar.line', data: line(id) })),
    open: () => last()?.handlers.opened(),
    close: (code: number) => last()?.handlers.closed(code),
    first: () => JSON.parse(last()?.sent[0] ?? '{}') as { ticket: string, topics: string[], last: Record<string, number> },
    tickets: () => tickets,
  }
}

async function started() {
  const it = world()
  it.live.start()
  await vi.advanceTimersByTimeAsync(0)
  it.open()
  it.say({ type: 'ready', topics: { [TOPIC]: 17 } })
  return it
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the socket', () => {
  it('sends the ticket as its first message, not in the address', async () => {
    const it = await started()
    expect(it.first()).toEqual({ ticket: 't1', topics: [TOPIC], last: {} })
    expect(it.live.state.value).toBe('live')
  })

  it('hands lines to who listens, and each number once', async () => {
    const it = await started()
    const heard: string[] = []
    it.live.on('radar.line', one => heard.push(one.id))
    it.radar(18, 'a')
    it.radar(18, 'a')
    it.radar(19, 'b')
    expect(heard).toEqual(['a', 'b'])
  })

  it('answers a ping', async () => {
    const it = await started()
    it.say({ type: 'ping' })
    expect(it.sockets[0]?.sent.at(-1)).toBe('{"type":"pong"}')
  })
})

describe('after a break', () => {
  it('comes back with a fresh ticket and its last number, and hears what it missed', async () => {
    const it = await started()
    const heard: string[] = []
    it.live.on('radar.line', one => heard.push(one.id))
    it.radar(18, 'a')
    it.close(1006)
    expect(it.live.state.value).toBe('waiting')
    await vi.advanceTimersByTimeAsync(500)
    it.open()
    expect(it.first()).toEqual({ ticket: 't2', topics: [TOPIC], last: { [TOPIC]: 18 } })
    it.say({ type: 'ready', topics: { [TOPIC]: 21 } })
    it.radar(19, 'missed')
    expect(heard).toEqual(['a', 'missed'])
  })

  it('waits longer each time, up to eight seconds', async () => {
    const it = await started()
    for (const wait of [500, 1000, 2000, 4000, 8000, 8000]) {
      it.close(1006)
      const before = it.tickets()
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(it.tickets()).toBe(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(it.tickets()).toBe(before + 1)
    }
  })

  it('does not sit out the wait when the phone wakes up', async () => {
    const it = await started()
    it.close(1006)
    it.live.nudge()
    await vi.advanceTimersByTimeAsync(0)
    expect(it.sockets).toHaveLength(2)
  })

  it('asks everyone to load anew when too much was missed, and counts on from there', async () => {
    const it = await started()
    const resync = vi.fn()
    it.live.on('resync', resync)
    it.radar(18, 'a')
    it.close(1006)
    await vi.advanceTimersByTimeAsync(500)
    it.open()
    it.say({ type: 'ready', topics: { [TOPIC]: 90 } })
    it.say({ type: 'resync' })
    expect(resync).toHaveBeenCalledOnce()
    it.close(1006)
    await vi.advanceTimersByTimeAsync(500)
    it.open()
    expect(it.first().last).toEqual({ [TOPIC]: 90 })
  })
})

describe('the end', () => {
  it('does not knock again where it is not welcome', async () => {
    const it = await started()
    it.close(4403)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(it.sockets).toHaveLength(1)
    expect(it.live.state.value).toBe('refused')
  })

  it('stops when the session is over', async () => {
    const it = await started()
    it.refuse(new Error('signed out'))
    it.close(4401)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(it.tickets()).toBe(2)
    expect(it.live.state.value).toBe('refused')
  })

  it('hears nothing more after signing out', async () => {
    const it = await started()
    const heard = vi.fn()
    it.live.on('radar.line', heard)
    it.live.stop()
    it.radar(18, 'a')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard).not.toHaveBeenCalled()
    expect(it.live.state.value).toBe('off')
  })
})
