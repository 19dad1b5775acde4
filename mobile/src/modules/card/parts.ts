import type { PublicCard } from '@api'

type Face = PublicCard['card']
/** Whether there is anything to see under 照片. */
export const hasStory = (card: Face): boolean => card.pictures.length > 0 || !!card.video_url
/** Whether there is anything to see under 关于我们. */
export const hasFirm = (card: Face): boolean => !!card.about || card.links.length > 0 || (card.lat !== null && !!card.address)
