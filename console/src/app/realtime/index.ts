import type { TopicData, TopicType } from '@api'
import type { Status } from './client'
import { useEventListener } from '@vueuse/core'
import { onScopeDispose, readonly, ref } from 'vue'
import { api } from '@/app/http'
import { queryClient } from '@/app/query'
import { refreshMe } from '@/app/session/session'
import { RealtimeClient } from './client'

const status = ref<Status>('off')
const client = new RealtimeClient({
  ticket: () => api.call('POST /realtime/ticket'),
  open: url => new WebSocket(url),
  onStatus: next => status.value = next,
  onResync: () => void queryClient.invalidateQueries(),
  onAccess: () => void refreshMe().then(() => queryClient.invalidateQueries()),
})

export const realtimeStatus = readonly(status)

let users = 0

/** Keep the socket open as long as the calling component lives; one that follows it takes it over. */
export function useRealtimeConnection(): void {
  users += 1
  client.start()
  useEventListener(window, 'online', () => client.hurry())
  onScopeDispose(() => {
    users -= 1
    if (users === 0)
      client.stop()
  })
}

/** Hear one kind of message as long as the calling component lives. */
export function useRealtime<T extends TopicType>(type: T, handler: (data: TopicData[T]) => void): void {
  onScopeDispose(client.on(type, handler))
}
