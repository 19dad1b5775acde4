import { say } from '@/kit/i18n'
import { myCardText } from './card-text'

/** What people call a field of a card. */
const PARTS = {
  template: 'template',
  name: 'name',
  title: 'cardTitle',
  company: 'company',
  phone: 'phone',
  phone2: 'phone2',
  email: 'email',
  wechat: 'wechat',
  address: 'address',
  lat: 'place',
  lng: 'place',
  intro: 'intro',
  about: 'about',
  avatar_id: 'avatar',
  cover_id: 'coverPicture',
  wechat_qr_id: 'wechatQr',
  picture_ids: 'pictures',
  video_id: 'video',
  voice_id: 'voice',
  tags: 'tags',
  links: 'links',
  hidden: 'hidden',
  product_ids: 'products',
} as const

export function partName(field: string): string {
  const key = PARTS[field as keyof typeof PARTS]
  return key ? say(myCardText, key) : field
}
