import type { RealtimeTicket } from '@api'
import type { Status } from '../client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RealtimeClient } from '../client'

class FakeSocket {
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number }) => void
  sent: Record<string, unknown>[] = []
  closed = false

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(): void {
    this.closed = true
  }

  hear(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

const TOPIC = 'staff:102'
const line = (seq: number): object => ({ seq, topic: TOPIC, type: 'radar.line', data: { id: `v${seq}` } })

function start(ticket: () => Promise<RealtimeTicket> = async () => ({ url: 'ws://x', ticket: 't', topics: [TOPIC] })) {
  const sockets: FakeSocket[] = []
  const states: Status[] = []
  const onResync = vi.fn()
  const onAccess = vi.fn()
  const client = new RealtimeClient({
    ticket,
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    onStatus: status => states.push(status),
    onResync,
    onAccess,
  })
  const heard: string[] = []
  client.on('radar.line', data => heard.push(data.id))
  client.start()
  return { client, sockets, states, onResync, onAccess, heard }
}

async function connected(world: ReturnType<typeof start>, head = 0): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0)
  const socket = world.sockets.at(-1)
  if (!socket)
    throw new Error('no socket was opened')
  socket.onopen?.()
  socket.hear({ type: 'ready', topics: { [TOPIC]: head } })
  return socket
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the socket', () => {
  it('says its ticket first, never in the address', async () => {
    const world = start()
    const socket = await connected(world)

    expect(socket.sent[0]).toEqual({ ticket: 't', topics: [TOPIC], last: {} })
    expect(world.states).toEqual(['connecting', 'live'])
  })

  it('resumes after the last message it heard', async () => {
    const world = start()
    const first = await connected(world, 16)
    first.hear(line(17))
    first.hear(line(18))
    first.onclose?.({ code: 1006 })
    await vi.advanceTimersByTimeAsync(500)
    const second = await connected(world, 20)

    expect(second.sent[0]?.last).toEqual({ [TOPIC]: 18 })
    second.hear(line(19))
    second.hear(line(20))
    expect(world.heard).toEqual(['v17', 'v18', 'v19', 'v20'])
  })

  it('hears a message once, however often it is sent', async () => {
    const world = start()
    const socket = await connected(world)
    socket.hear(line(1))
    socket.hear(line(1))

    expect(world.heard).toEqual(['v1'])
  })

  it('waits longer after each failure, up to eight seconds', async () => {
    const ticket = vi.fn(async () => {
      throw new Error('down')
    })
    start(ticket)
    await vi.advanceTimersByTimeAsync(0)
    for (const wait of [500, 1000, 2000, 4000, 8000, 8000]) {
      const before = ticket.mock.calls.length
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(ticket).toHaveBeenCalledTimes(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(ticket).toHaveBeenCalledTimes(before + 1)
    }
  })

  it('asks for everything anew when too much was missed, and goes on from there', async () => {
    const world = start()
    const socket = await connected(world, 900)
    socket.hear({ type: 'resync' })
    socket.hear(line(901))

    expect(world.onResync).toHaveBeenCalledTimes(1)
    expect(world.heard).toEqual(['v901'])
  })

  it('comes again with a fresh ticket when its rights changed', async () => {
    const world = start()
    const socket = await connected(world)
    socket.hear({ type: 'access.changed' })
    await vi.advanceTimersByTimeAsync(0)

    expect(world.onAccess).toHaveBeenCalledTimes(1)
    expect(world.sockets).toHaveLength(2)
  })

  it('answers a ping', async () => {
    const socket = await connected(start())
    socket.hear({ type: 'ping' })

    expect(socket.sent.at(-1)).toEqual({ type: 'pong' })
  })

  it('takes a fresh ticket when its own was refused', async () => {
    const ticket = vi.fn(async () => ({ url: 'ws://x', ticket: `t${ticket.mock.calls.length}`, topics: [TOPIC] }))
    const world = start(ticket)
    const socket = await connected(world)
    socket.onclose?.({ code: 4401 })
    await vi.advanceTimersByTimeAsync(500)
    const second = await connected(world)

    expect(second.sent[0]?.ticket).toBe('t2')
  })

  it('stays away where it is not wanted', async () => {
    const world = start()
    const socket = await connected(world)
    socket.onclose?.({ code: 4403 })
    await vi.advanceTimersByTimeAsync(60_000)

    expect(world.sockets).toHaveLength(1)
    expect(world.states.at(-1)).toBe('off')
  })

  it('notices a line that died silently', async () => {
    const world = start()
    const socket = await connected(world)
    await vi.advanceTimersByTimeAsync(75_000)

    expect(socket.closed).toBe(true)
    expect(world.states.at(-1)).toBe('waiting')
  })

  it('is quiet after stop', async () => {
    const world = start()
    const socket = await connected(world)
    world.client.stop()
    socket.onclose?.({ code: 1000 })
    await vi.advanceTimersByTimeAsync(60_000)

    expect(world.sockets).toHaveLength(1)
  })
})
