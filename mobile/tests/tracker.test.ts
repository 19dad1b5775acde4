import type { EventBatchIn } from '@api'
import type { Queued, TrackerPort } from '@/modules/radar/tracker'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { timeId } from '@/kit/ids'
import { createTracker } from '@/modules/radar/tracker'

const CARD = { kind: 'card', id: '77' } as const
const GIFT_BOX = { kind: 'product', id: '100' } as const

interface World extends TrackerPort { sent: { batch: EventBatchIn, token: string | null }[], beacons: EventBatchIn[], stored: Queued[], fail: { status: number } | null, canBeacon: boolean }

function world(stored: Queued[] = []): World {
  const it: World = {
    sent: [],
    beacons: [],
    stored,
    fail: null,
    canBeacon: true,
    now: Date.now,
    id: now => timeId(now),
    post: async (batch, token) => {
      it.sent.push({ batch, token })
      if (it.fail)
        throw it.fail
      return { stored: batch.events.length, repeated: 0, rejected: [] }
    },
    beacon: (batch) => {
      if (it.canBeacon)
        it.beacons.push(batch)
      return it.canBeacon
    },
    load: () => it.stored,
    save: (queue) => {
      it.stored = queue
    },
  }
  return it
}

const auntZhang = { code: 'XIAOLI', shareId: 'sh1', token: (): string | null => 'V1' }
const stranger = { code: 'XIAOLI', shareId: undefined, token: (): string | null => null }

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-21T08:00:00Z') }))
afterEach(() => void vi.useRealTimers())

describe('batching', () => {
  it('waits three seconds and sends what came together', async () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    tracker.track('picture_view', GIFT_BOX)
    tracker.track('product_leave', GIFT_BOX)
    await vi.advanceTimersByTimeAsync(2999)
    expect(port.sent).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(port.sent).toHaveLength(1)
    expect(port.sent[0]?.batch.events.map(event => event.kind)).toEqual(['picture_view', 'product_leave'])
    expect(port.stored).toEqual([])
  })

  it('does not let the owner wait: a view goes out at once, with what came by the same tap', async () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    tracker.track('card_leave', CARD)
    tracker.track('product_view', GIFT_BOX)
    await vi.advanceTimersByTimeAsync(200)
    expect(port.sent.map(one => one.batch.events.map(event => event.kind))).toEqual([['card_leave', 'product_view']])
  })

  it('sends at most once a second, however fast somebody taps', async () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    for (let n = 0; n < 15; n++) {
      tracker.track('product_view', GIFT_BOX)
      await vi.advanceTimersByTimeAsync(200)
    }
    await vi.advanceTimersByTimeAsync(1000)
    expect(port.sent.length).toBeLessThanOrEqual(5)
    expect(port.sent.flatMap(one => one.batch.events)).toHaveLength(15)
  })

  it('sends twenty at once and never more in one request', async () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    for (let n = 0; n < 45; n++)
      tracker.track('picture_view', GIFT_BOX)
    await vi.advanceTimersByTimeAsync(3000)
    expect(port.sent.map(one => one.batch.events.length)).toEqual([20, 20, 5])
    const ids = port.sent.flatMap(one => one.batch.events.map(event => event.id))
    expect(new Set(ids).size).toBe(45)
  })

  it('lets the share id travel with every batch', async () => {
    const port = world()
    createTracker(auntZhang, port).track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    expect(port.sent[0]?.batch).toMatchObject({ code: 'XIAOLI', share_id: 'sh1' })
  })
})

describe('dwell', () => {
  it('tells how long a product was looked at, and then the card again without a second view', () => {
    const port = world()
    port.fail = { status: 0 }
    const tracker = createTracker(auntZhang, port)
    tracker.enter(CARD)
    vi.advanceTimersByTime(2000)
    tracker.enter(GIFT_BOX)
    vi.advanceTimersByTime(25_000)
    tracker.leave()
    tracker.enter(CARD, true)
    vi.advanceTimersByTime(4000)
    tracker.leave()
    const told = port.stored.map(({ event }) => [event.kind, event.dwell_ms])
    expect(told).toEqual([
      ['card_view', undefined],
      ['card_leave', 2000],
      ['product_view', undefined],
      ['product_leave', 25_000],
      ['card_leave', 4000],
    ])
  })
})

describe('trouble', () => {
  it('keeps the batch after a failure and repeats it with the same ids', async () => {
    const port = world()
    port.fail = { status: 0 }
    const tracker = createTracker(auntZhang, port)
    tracker.track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    expect(tracker.pending()).toBe(1)
    port.fail = null
    await vi.advanceTimersByTimeAsync(6000)
    expect(port.sent).toHaveLength(2)
    expect(port.sent[1]?.batch.events).toEqual(port.sent[0]?.batch.events)
    expect(tracker.pending()).toBe(0)
  })

  it('keeps what was refused because it came too fast, and comes back more slowly each time', async () => {
    const port = world()
    port.fail = { status: 429 }
    const tracker = createTracker(auntZhang, port)
    tracker.track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tracker.pending()).toBe(1)
    expect(port.sent.length).toBeLessThan(7)
    port.fail = null
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tracker.pending()).toBe(0)
    expect(new Set(port.sent.map(({ batch }) => batch.events[0]?.id)).size).toBe(1)
  })

  it('takes up what the last visit could not send', async () => {
    const before = world()
    before.fail = { status: 503 }
    createTracker(auntZhang, before).track('phone_tap', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    const after = world(before.stored)
    createTracker(auntZhang, after)
    await vi.advanceTimersByTimeAsync(3000)
    expect(after.sent[0]?.batch.events).toEqual(before.sent[0]?.batch.events)
    expect(after.stored).toEqual([])
  })

  it('drops a batch that the server will never take', async () => {
    const port = world()
    port.fail = { status: 422 }
    const tracker = createTracker(auntZhang, port)
    tracker.track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    expect(tracker.pending()).toBe(0)
  })

  it('keeps at most two hundred events of a phone that stays offline', async () => {
    const port = world()
    port.fail = { status: 0 }
    const tracker = createTracker(auntZhang, port)
    for (let n = 0; n < 230; n++)
      tracker.track('picture_view', GIFT_BOX)
    await vi.advanceTimersByTimeAsync(3000)
    expect(tracker.pending()).toBe(200)
  })
})

describe('leaving', () => {
  it('hands everything to beacons with the token in the body, and ends the stay', () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    tracker.enter(CARD)
    vi.advanceTimersByTime(1500)
    tracker.hide()
    expect(port.beacons).toHaveLength(1)
    expect(port.beacons[0]).toMatchObject({ code: 'XIAOLI', share_id: 'sh1', token: 'V1' })
    expect(port.beacons[0]?.events.map(event => [event.kind, event.dwell_ms])).toEqual([['card_view', undefined], ['card_leave', 1500]])
  })

  it('counts the stay once when the host tells of hiding twice', () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    tracker.enter(CARD)
    tracker.hide()
    tracker.hide()
    tracker.leave()
    const leaves = port.stored.filter(one => one.event.kind === 'card_leave')
    expect(leaves).toHaveLength(1)
  })

  it('sends again with the same ids when it comes back, since a beacon gives no answer', async () => {
    const port = world()
    const tracker = createTracker(auntZhang, port)
    tracker.enter(CARD)
    tracker.hide()
    tracker.show()
    await vi.advanceTimersByTimeAsync(0)
    expect(port.sent[0]?.batch.events.map(event => event.id)).toEqual(port.beacons[0]?.events.map(event => event.id))
    expect(port.stored).toEqual([])
  })

  it('sends by request where there are no beacons', async () => {
    const port = world()
    port.canBeacon = false
    const tracker = createTracker(auntZhang, port)
    tracker.enter(CARD)
    tracker.hide()
    await vi.advanceTimersByTimeAsync(0)
    expect(port.sent[0]?.batch.events.map(event => event.kind)).toEqual(['card_view', 'card_leave'])
  })
})

describe('consent', () => {
  it('sends no token before it, and nothing that names the device', async () => {
    const port = world()
    createTracker(stranger, port).track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    expect(port.sent[0]?.token).toBeNull()
    expect(Object.keys(port.sent[0]?.batch ?? {})).toEqual(['code', 'events', 'sent_at'])
    expect(Object.keys(port.sent[0]?.batch.events[0] ?? {}).sort()).toEqual(['at', 'id', 'kind', 'object_id', 'object_kind'])
  })

  it('leaves anonymous what was recorded before agreeing', async () => {
    const port = world()
    let token: string | null = null
    const tracker = createTracker({ ...stranger, token: () => token }, port)
    tracker.track('card_view', CARD)
    token = 'V1'
    tracker.track('phone_tap', CARD)
    await vi.advanceTimersByTimeAsync(3000)
    expect(port.sent.map(one => [one.token, one.batch.events.map(event => event.kind)])).toEqual([[null, ['card_view']], ['V1', ['phone_tap']]])
  })

  it('forgets unsent events of a consent that was withdrawn', async () => {
    const port = world()
    let token: string | null = 'V1'
    const tracker = createTracker({ ...stranger, token: () => token }, port)
    tracker.track('phone_tap', CARD)
    token = null
    await vi.advanceTimersByTimeAsync(3000)
    expect(port.sent).toHaveLength(0)
    expect(port.stored).toEqual([])
  })
})

describe('ids', () => {
  it('are 32 hex digits, sort by time, and never repeat', () => {
    const ids = Array.from({ length: 2000 }, (_, n) => timeId(1_795_000_000_000 + n))
    expect(ids.every(id => /^[\da-f]{12}7[\da-f]{3}[89ab][\da-f]{15}$/.test(id))).toBe(true)
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(2000)
  })
})

describe('what it says and keeps', () => {
  it('says what its own clock says, and how it was opened', async () => {
    const port = Object.assign(world(), { scene: () => '1047' })
    createTracker(auntZhang, port).track('card_view', CARD)
    await vi.advanceTimersByTimeAsync(300)
    expect(port.sent[0]?.batch).toMatchObject({ scene: '1047', sent_at: '2026-11-21T08:00:00.200Z' })
  })

  it('drops what lay too long for the server to take', () => {
    const at = (iso: string): Queued => ({ code: 'XIAOLI', known: false, event: { id: timeId(Date.parse(iso)), kind: 'card_view', at: iso } })
    const tracker = createTracker(stranger, world([at('2026-11-17T08:00:00Z'), at('2026-11-20T08:00:00Z')]))
    expect(tracker.pending()).toBe(1)
  })
})
