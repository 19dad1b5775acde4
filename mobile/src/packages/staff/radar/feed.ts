import type { FeedKind, FeedLine } from '@api'
import { onUnmounted, ref } from 'vue'
import { usePaged } from '@/kit/paged'
import { http } from '@/modules/session/http'
import { live } from '@/modules/session/live'

/** The feed as it is stored, with live lines on top; a line that comes again is the same visit going on. */
export function useFeed() {
  const kind = ref<FeedKind | 'all'>('all')
  const fresh = ref<string[]>([])
  const feed = usePaged<FeedLine>(cursor => http('GET /radar/feed', {
    query: { limit: 30, ...(cursor ? { cursor } : {}), ...(kind.value === 'all' ? {} : { kind: kind.value }) },
  }))

  function arrived(line: FeedLine): void {
    if (kind.value !== 'all' && line.kind !== kind.value)
      return
    feed.items.value = [line, ...feed.items.value.filter(one => one.id !== line.id)]
    fresh.value = [line.id, ...fresh.value].slice(0, 20)
  }

  async function refresh(): Promise<void> {
    fresh.value = []
    await feed.refresh()
  }

  const stops = [live.on('radar.line', arrived), live.on('resync', () => void refresh())]
  onUnmounted(() => stops.forEach(stop => stop()))

  async function choose(next: FeedKind | 'all'): Promise<void> {
    kind.value = next
    await feed.refresh()
  }
  return { kind, choose, feed, fresh, refresh }
}
