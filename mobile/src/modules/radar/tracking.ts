import type { Queued, Tracker } from './tracker'
import { createHttp } from '@/kit/http'
import { timeId } from '@/kit/ids'
import { useCard } from '@/modules/card/store'
import { visitorHttp } from '@/modules/visitor/http'
import { useVisitor } from '@/modules/visitor/store'
import { apiBase, beacon, launchScene, watchVisibility } from '@/platform'
import { createTracker } from './tracker'

const STORED = 'keliu.events'

/** Before consent a batch must not carry the visitor's token, even when one is stored. */
const anonymousHttp = createHttp({ base: apiBase, token: () => null, signedOut: () => {} })

let current: { code: string, shareId: string | undefined, tracker: Tracker } | null = null
let watching = false

/** The tracker of the card on screen; the same card opened by another forward is another visit. */
export function useTracker(): Tracker {
  const { code, shareId } = useCard()
  return trackerAt(code, shareId)
}

/** The same for a page that is about no card and is told of at somebody's. */
export function trackerAt(code: string, shareId?: string): Tracker {
  if (current?.code === code && current.shareId === shareId)
    return current.tracker
  void current?.tracker.flush()
  const tracker = start(code, shareId)
  current = { code, shareId, tracker }
  if (shareId)
    tracker.track('share_open', undefined, { data: { share_id: shareId } })
  watch()
  return tracker
}

function start(code: string, shareId: string | undefined): Tracker {
  return createTracker({ code, shareId, token: () => useVisitor().radarToken }, {
    now: Date.now,
    scene: () => launchScene(),
    id: timeId,
    post: (body, token) => (token ? visitorHttp : anonymousHttp)('POST /radar/events', { body }),
    beacon: batch => beacon(`${apiBase()}/api/v1/radar/events`, JSON.stringify(batch)),
    load: () => (uni.getStorageSync(STORED) as Queued[]) || [],
    save: queue => uni.setStorageSync(STORED, queue),
  })
}

function watch(): void {
  if (watching)
    return
  watching = true
  watchVisibility({ hidden: () => current?.tracker.hide(), shown: () => current?.tracker.show() })
}
