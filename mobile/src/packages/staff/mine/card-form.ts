import type { Card, CardLink, CardPatch, CardTemplate } from '@api'
import type { InjectionKey } from 'vue'
import { inject, provide, reactive } from 'vue'

export const TEXTS = ['name', 'title', 'company', 'phone', 'phone2', 'wechat', 'email', 'address', 'intro', 'about', 'label'] as const
type TextName = typeof TEXTS[number]

/** A card while it is edited on the phone. */
export type CardForm = Record<TextName, string> & {
  template: CardTemplate
  hidden: string[]
  product_ids: string[]
  tags: string[]
  links: CardLink[]
  lat: number | null
  lng: number | null
  avatar: { id: string, url: string } | null
  cover: { id: string, url: string } | null
  wechat_qr: { id: string, url: string } | null
  pictures: { id: string, url: string }[]
  video_id: string | null
  voice_id: string | null
  voice_seconds: number
}

const FORM: InjectionKey<CardForm> = Symbol('card form')

/** The card that the page around is editing. */
export function cardForm(): CardForm {
  const form = inject(FORM)
  if (!form)
    throw new Error('outside of the card editor')
  return form
}

export function useCardForm(): { form: CardForm, show: (card: Card) => void, patch: () => Omit<CardPatch, 'version'> } {
  const form = reactive<CardForm>({
    ...Object.fromEntries(TEXTS.map(name => [name, ''])) as Record<TextName, string>,
    template: 'classic',
    hidden: [],
    product_ids: [],
    tags: [],
    links: [],
    lat: null,
    lng: null,
    avatar: null,
    cover: null,
    wechat_qr: null,
    pictures: [],
    video_id: null,
    voice_id: null,
    voice_seconds: 0,
  })
  provide(FORM, form)
  const file = (id: string | null, url: string | null): { id: string, url: string } | null => id && url ? { id, url } : null

  function show(card: Card): void {
    for (const name of TEXTS)
      form[name] = card[name]
    Object.assign(form, {
      template: card.template,
      hidden: [...card.hidden],
      product_ids: [...card.product_ids],
      tags: [...card.tags],
      links: card.links.map(one => ({ ...one })),
      lat: card.lat,
      lng: card.lng,
      avatar: file(card.avatar_id, card.avatar_url),
      cover: file(card.cover_id, card.cover_url),
      wechat_qr: file(card.wechat_qr_id, card.wechat_qr_url),
      pictures: card.picture_ids.map((id, at) => ({ id, url: card.pictures[at] ?? '' })),
      video_id: card.video_id,
      voice_id: card.voice_id,
      voice_seconds: card.voice?.seconds ?? 0,
    })
  }
  function patch(): Omit<CardPatch, 'version'> {
    const { avatar, cover, wechat_qr, pictures, voice_seconds: _, ...plain } = form
    return {
      ...plain,
      links: form.links.filter(one => one.title.trim() || one.url.trim()),
      avatar_id: avatar?.id ?? null,
      cover_id: cover?.id ?? null,
      wechat_qr_id: wechat_qr?.id ?? null,
      picture_ids: pictures.map(one => one.id),
    }
  }
  return { form, show, patch }
}

export function hide(form: CardForm, part: string, on: boolean): void {
  form.hidden = on ? [...form.hidden.filter(one => one !== part), part] : form.hidden.filter(one => one !== part)
}
