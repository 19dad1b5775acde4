import { asApiError } from '@/kit/errors'
import { createLive } from '@/kit/live'
import { openSocket, watchVisibility } from '@/platform'
import { http } from './http'
import { useSession } from './store'

/** The staff's one socket. Tabs listen to it; it lives as long as the session. */
export const live = createLive({
  ticket: () => http('POST /realtime/ticket'),
  open: openSocket,
  final: thrown => asApiError(thrown).status === 401,
})

let watching = false

export function startLive(): void {
  if (useSession().signedIn)
    live.start()
  if (watching)
    return
  watching = true
  watchVisibility({ hidden: () => {}, shown: live.nudge })
}
