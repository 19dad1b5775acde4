import type { PublicMoment } from '@api'
import { ref } from 'vue'
import { useText } from '@/kit/i18n'
import { note } from '@/kit/notes'
import { deviceId } from '@/modules/card/likes'
import { useCard } from '@/modules/card/store'
import { useTracker } from '@/modules/radar/tracking'
import { visitorHttp } from '@/modules/visitor/http'
import { frontText } from './text'

const STORED = 'keliu.moments.liked'
const KEEP = 300

function remembered(): string[] {
  const kept: unknown = uni.getStorageSync(STORED)
  return Array.isArray(kept) ? kept as string[] : []
}

/** The likes of one Moment; this phone remembers which ones it has liked. */
export function useMomentLike(moment: () => PublicMoment) {
  const t = useText(frontText)
  const liked = ref(remembered().includes(moment().id))
  const likes = ref(moment().likes)
  let busy = false

  async function turn(): Promise<void> {
    if (busy)
      return
    busy = true
    const { id } = moment()
    const wanted = !liked.value
    try {
      const answer = await visitorHttp('POST /public/shops/{code}/moments/{id}/like', {
        path: { code: useCard().code, id },
        body: { liked: wanted, device: deviceId() },
      })
      liked.value = wanted
      likes.value = answer.likes
      const others = remembered().filter(one => one !== id)
      uni.setStorageSync(STORED, (wanted ? [id, ...others] : others).slice(0, KEEP))
      if (wanted)
        useTracker().track('moment_like', { kind: 'moment', id })
    }
    catch {
      note(t('likeFailed'))
    }
    finally {
      busy = false
    }
  }
  return { liked, likes, turn }
}
