import { ref } from 'vue'
import { timeId } from '@/kit/ids'
import { visitorHttp } from '@/modules/visitor/http'
import { useCard } from './store'

const DEVICE = 'keliu.device'
const LIKED = 'keliu.liked'

/** A random word of this phone's own: it keeps likes to one each and says nothing about who it is. */
export function deviceId(): string {
  const kept = String(uni.getStorageSync(DEVICE) || '')
  if (kept)
    return kept
  const made = timeId().slice(12)
  uni.setStorageSync(DEVICE, made)
  return made
}

/** The tags of a card that this phone likes. */
export function useLikes(cardId: string) {
  const all = (uni.getStorageSync(LIKED) as Record<string, string[]>) || {}
  const mine = ref<string[]>(all[cardId] ?? [])

  /** Likes a tag or takes it back; answers how many like it now. */
  async function toggle(tag: string): Promise<number> {
    const on = !mine.value.includes(tag)
    const { likes } = await visitorHttp('POST /visitor/card/like', { body: { code: useCard().code, tag, device: deviceId(), on } })
    mine.value = on ? [...mine.value, tag] : mine.value.filter(one => one !== tag)
    const kept = (uni.getStorageSync(LIKED) as Record<string, string[]>) || {}
    uni.setStorageSync(LIKED, { ...kept, [cardId]: mine.value })
    return likes
  }
  return { mine, toggle }
}
