import type { EventBatchIn, EventBatchOut, EventIn, EventKind, EventObject } from '@api'

const BATCH = 20
const WAIT_MS = 3000
/** What the owner waits to see goes out as soon as what belongs to the same tap has joined it, … */
const SOON_MS = 200
/** … but not more often than this. */
const GAP_MS = 1000
const PATIENT = new Set<EventKind>(['card_leave', 'product_leave', 'list_view', 'company_view', 'picture_view', 'tag_like'])
const LONGEST_WAIT_MS = 60_000
/** A phone that stays offline keeps the newest events only, … */
const KEEP = 200
/** … and none that the server would not take any more. */
const OLDEST_MS = 3 * 86_400_000 - 3_600_000

export interface TrackerPort {
  now: () => number
  id: (now: number) => string
  /** How the page was opened: a scene number of the mini program, or nothing. */
  scene?: () => string | undefined
  /** Rejects with `{ status }` when the server did not take the batch. */
  post: (batch: EventBatchIn, token: string | null) => Promise<EventBatchOut>
  /** Sends even when the page is going away; false where that is not possible. */
  beacon: (batch: EventBatchIn) => boolean
  load: () => Queued[]
  save: (queue: Queued[]) => void
}

export interface TrackerTarget {
  code: string
  shareId: string | undefined
  /** The visitor's token after consent to the radar purpose, null before or without it. */
  token: () => string | null
}

export interface Queued {
  code: string
  share?: string
  /** Recorded with consent. What was anonymous then stays anonymous, whatever is agreed later. */
  known: boolean
  event: EventIn
}

export interface TrackedObject { kind: 'card' | 'product', id: string }
interface Stay { leave: 'card_leave' | 'product_leave', object: TrackedObject, since: number }

/** Records what a visitor does, sends it in batches, and loses or doubles nothing when the line breaks. */
export function createTracker(target: TrackerTarget, port: TrackerPort) {
  let queue = port.load().filter(entry => port.now() - Date.parse(entry.event.at) < OLDEST_MS)
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = Infinity
  let sentAt = -Infinity
  let sending: Promise<void> | null = null
  let failures = 0
  let stay: Stay | null = null
  // Hiding is told twice by some hosts, and by the page as well as by the app.
  let hidden = false

  function track(kind: EventKind, object?: { kind: EventObject, id: string }, extra: Pick<EventIn, 'dwell_ms' | 'data'> = {}): void {
    const now = port.now()
    const event: EventIn = { id: port.id(now), kind, at: new Date(now).toISOString(), ...extra }
    if (object)
      Object.assign(event, { object_kind: object.kind, object_id: object.id })
    const entry: Queued = { code: target.code, known: target.token() !== null, event }
    if (target.shareId)
      entry.share = target.shareId
    queue = [...queue, entry].slice(-KEEP)
    port.save(queue)
    if (queue.length >= BATCH && failures === 0)
      void flush()
    else
      schedule(failures === 0 && !PATIENT.has(kind) ? Math.max(now + SOON_MS, sentAt + GAP_MS) : undefined)
  }

  /** The earliest wish wins; after failures everything waits its longer turn. */
  function schedule(at = port.now() + Math.min(WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)): void {
    if (at >= due)
      return
    clearTimeout(timer)
    due = at
    timer = setTimeout(() => void flush(), at - port.now())
  }

  /** The first entries that may travel together: same card, same forward, same consent. */
  function nextBatch(from: Queued[]): Queued[] {
    const head = from[0]
    const fits = (entry: Queued): boolean => !!head && entry.code === head.code && entry.share === head.share && entry.known === head.known
    return from.filter(fits).slice(0, BATCH)
  }

  function bodyOf(batch: Queued[]): EventBatchIn {
    const head = batch[0]
    // A clock that is wrong is wrong here too: the server makes up for it.
    const body: EventBatchIn = { code: head?.code ?? '', events: batch.map(entry => entry.event), sent_at: new Date(port.now()).toISOString() }
    if (head?.share)
      body.share_id = head.share
    const scene = port.scene?.()
    if (scene)
      body.scene = scene
    return body
  }

  function drop(batch: Queued[]): void {
    const gone = new Set(batch.map(entry => entry.event.id))
    queue = queue.filter(entry => !gone.has(entry.event.id))
    port.save(queue)
  }

  /** Consent that was withdrawn takes its unsent events with it. */
  function dropWithdrawn(): void {
    if (target.token() === null)
      drop(queue.filter(entry => entry.known))
  }

  async function sendAll(): Promise<void> {
    dropWithdrawn()
    while (queue.length) {
      const batch = nextBatch(queue)
      try {
        await port.post(bodyOf(batch), batch[0]?.known ? target.token() : null)
      }
      catch (thrown) {
        if (mayPass(thrown)) {
          failures += 1
          schedule()
          return
        }
      }
      failures = 0
      drop(batch)
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    due = Infinity
    sentAt = port.now()
    sending ??= sendAll().finally(() => {
      sending = null
    })
    return sending
  }

  /** Begins a stay on a card or product and ends the one before; coming back to a page is no new view. */
  function enter(object: TrackedObject, again = false): void {
    leave()
    stay = { leave: object.kind === 'card' ? 'card_leave' : 'product_leave', object, since: port.now() }
    if (!again)
      track(object.kind === 'card' ? 'card_view' : 'product_view', object)
  }

  function leave(): void {
    if (stay && !hidden)
      track(stay.leave, stay.object, { dwell_ms: Math.max(0, port.now() - stay.since) })
    stay = null
  }

  /**
   * The page is hidden and may never come back. Beacons give no answer, so their events stay in the
   * queue; if they arrived, the server counts the next try as repeated.
   */
  function hide(): void {
    if (hidden)
      return
    const here = stay
    leave()
    // Coming back continues the stay without counting another view.
    stay = here
    hidden = true
    dropWithdrawn()
    let rest = queue
    while (rest.length) {
      const batch = nextBatch(rest)
      const token = batch[0]?.known ? target.token() : null
      if (!port.beacon({ ...bodyOf(batch), ...(token ? { token } : {}) })) {
        void flush()
        return
      }
      rest = rest.filter(entry => !batch.includes(entry))
    }
  }

  function show(): void {
    hidden = false
    if (stay)
      stay.since = port.now()
    failures = 0
    if (queue.length)
      void flush()
  }

  if (queue.length)
    schedule()
  return { track, enter, leave, hide, show, flush, pending: () => queue.length }
}

export type Tracker = ReturnType<typeof createTracker>

/** No answer, an overloaded or a broken server: the same events may be taken later. */
function mayPass(thrown: unknown): boolean {
  const status = typeof thrown === 'object' && thrown !== null && 'status' in thrown ? Number(thrown.status) : 0
  return status === 0 || status === 429 || status >= 500
}
