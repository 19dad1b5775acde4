import { ref } from 'vue'
import { http } from '@/modules/session/http'

/** Shown on the tab; counted by the server, nudged by live messages. */
export const unread = ref(0)

export async function countUnread(): Promise<void> {
  // A badge that cannot be counted is no reason to disturb the page under it.
  const page = await http('GET /notifications', { query: { unread: 'true', limit: 1 } }).catch(() => null)
  if (page)
    unread.value = page.unread
}
