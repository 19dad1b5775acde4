import { ref } from 'vue'
import { http } from '@/modules/session/http'
import { useSession } from '@/modules/session/store'

/** Visits begun since one looked at the feed; shown on the tab. */
export const unseen = ref(0)
/** What began later than this is marked as new, until the feed is opened anew. */
export const seenSince = ref('')

export async function countUnseen(): Promise<void> {
  if (!useSession().can('radar.read'))
    return
  const answer = await http('GET /radar/unseen').catch(() => null)
  if (answer)
    unseen.value = answer.count
}

/** The feed comes on screen: what is new is new since the last time. */
export async function openFeed(): Promise<void> {
  seenSince.value = ''
  await markSeen()
}

/** The feed is on screen: everything counts as seen from here on. */
export async function markSeen(): Promise<void> {
  const before = seenSince.value ? null : await http('GET /radar/unseen').catch(() => null)
  if (before)
    seenSince.value = before.since
  // A badge that cannot be cleared is no reason to disturb the page under it.
  await http('POST /radar/seen').catch(() => undefined)
  unseen.value = 0
}
