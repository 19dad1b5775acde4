import type { Card, CardLink, CardPatch, CardTemplate, ProductRow, PublicCard } from '@api'
import type { Video } from '../components/VideoField.vue'
import { useQuery } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { api, isApiError } from '@/app/http'
import { translate } from '@/app/i18n'
import { toast } from '@/ui/toast'
import { changes, useForm } from '@/ui/useForm'
import { showCard } from './verbs'

export const TEMPLATES: readonly CardTemplate[] = ['classic', 'cover', 'split', 'minimal', 'bold']
export const CARD_FIELDS = ['name', 'title', 'company', 'phone', 'phone2', 'wechat', 'email', 'address', 'intro', 'about'] as const
type Picture = { id: string, url: string } | null

export type CardModel = Record<typeof CARD_FIELDS[number] | 'label', string> & {
  template: CardTemplate
  hidden: string[]
  avatar: Picture
  cover: Picture
  wechat_qr: Picture
  pictures: { id: string, url: string }[]
  video: Video | null
  voice: { id: string, url: string, seconds: number | null } | null
  tags: string[]
  links: CardLink[]
  lat: number | null
  lng: number | null
  products: ProductRow[]
}

/** One card being edited: its draft, and saving only what was changed. */
export function useCardEditor(id: () => string) {
  const query = useQuery({
    queryKey: computed(() => ['card', id()]),
    queryFn: ({ signal }) => api.call('GET /cards/{id}', { path: { id: id() }, signal }),
    // A card coming back from the server must not run over what is being typed.
    refetchOnWindowFocus: false,
  })

  const form = useForm<CardModel>({
    initial: () => modelOf(query.data.value),
    validate: model => ({
      ...(model.name.trim() ? {} : { name: translate('card.nameMissing') }),
      ...([...model.intro].length > 1000 ? { intro: translate('card.introLong') } : {}),
      ...((model.lat === null) === (model.lng === null) ? {} : { lat: translate('card.placeHalf') }),
    }),
    submit: async (model) => {
      const card = query.data.value
      if (!card)
        return
      try {
        showCard(await api.call('PATCH /cards/{id}', { path: { id: card.id }, body: { ...patchOf(modelOf(card), model), version: card.version } }))
        toast(translate(card.state === 'published' ? 'card.draftSaved' : 'action.saved'))
      }
      catch (error) {
        const current = isApiError(error) ? error.current<Card>() : undefined
        if (current)
          showCard(current)
        throw error
      }
    },
  })

  watch(query.data, (card) => {
    if (card && !form.dirty.value)
      form.reset(modelOf(card))
  }, { immediate: true })

  return { card: query.data, query, form }
}

function patchOf(before: CardModel, after: CardModel): Omit<CardPatch, 'version'> {
  const { products, avatar, cover, wechat_qr, pictures, video, voice, ...patch } = changes(before, after)
  return {
    ...patch,
    ...(products ? { product_ids: products.map(one => one.id) } : {}),
    ...(pictures ? { picture_ids: pictures.map(one => one.id) } : {}),
    ...(avatar === undefined ? {} : { avatar_id: avatar?.id ?? null }),
    ...(cover === undefined ? {} : { cover_id: cover?.id ?? null }),
    ...(wechat_qr === undefined ? {} : { wechat_qr_id: wechat_qr?.id ?? null }),
    ...(video === undefined ? {} : { video_id: video?.id ?? null }),
    ...(voice === undefined ? {} : { voice_id: voice?.id ?? null }),
  }
}

function picture(id: string | null | undefined, url: string | null | undefined): Picture {
  return id && url ? { id, url } : null
}

function modelOf(card: Card | undefined): CardModel {
  const text = Object.fromEntries(CARD_FIELDS.map(name => [name, card?.[name] ?? ''])) as Record<typeof CARD_FIELDS[number], string>
  return {
    ...text,
    label: card?.label ?? '',
    template: card?.template ?? 'classic',
    hidden: card?.hidden ?? [],
    avatar: picture(card?.avatar_id, card?.avatar_url),
    cover: picture(card?.cover_id, card?.cover_url),
    wechat_qr: picture(card?.wechat_qr_id, card?.wechat_qr_url),
    pictures: (card?.picture_ids ?? []).map((id, at) => ({ id, url: card?.pictures[at] ?? '' })),
    video: card?.video_id && card.video_url ? { id: card.video_id, url: card.video_url, name: '' } : null,
    voice: card?.voice_id && card.voice ? { id: card.voice_id, ...card.voice } : null,
    tags: card?.tags ?? [],
    links: (card?.links ?? []).map(one => ({ ...one })),
    lat: card?.lat ?? null,
    lng: card?.lng ?? null,
    products: card?.products ?? [],
  }
}

/** What a phone would show of the model: `base` is the saved draft, the rest is what was typed since. */
export function previewOf(base: PublicCard, model: CardModel): PublicCard {
  const hides = (part: string): boolean => model.hidden.includes(part)
  const text = Object.fromEntries(CARD_FIELDS.map(name => [name, hides(name) ? '' : model[name]])) as Record<typeof CARD_FIELDS[number], string>
  const { merchant } = base
  const known = new Map(base.card.tags.map(one => [one.text, one.likes]))
  return {
    ...base,
    card: {
      ...base.card,
      ...text,
      template: model.template,
      avatar_url: hides('avatar') ? null : model.avatar?.url ?? null,
      cover_url: hides('cover') ? null : model.cover?.url ?? merchant.cover_url,
      wechat_qr_url: hides('wechat_qr') ? null : model.wechat_qr?.url ?? null,
      pictures: hides('pictures') ? [] : model.pictures.map(one => one.url),
      video_url: hides('video') ? null : model.video?.url ?? null,
      voice: hides('voice') || !model.voice ? null : { url: model.voice.url, seconds: model.voice.seconds },
      tags: hides('tags') ? [] : model.tags.map(one => ({ text: one, likes: known.get(one) ?? 0 })),
      links: hides('links') ? [] : model.links.filter(one => one.title && one.url),
      lat: hides('map') ? null : model.lat,
      lng: hides('map') ? null : model.lng,
    },
    products: hides('products')
      ? []
      : model.products.map(one => base.products.find(old => old.id === one.id)
        ?? { id: one.id, name: one.name, summary: one.summary, description: '', price_fen: one.price_fen, unit: one.unit, pictures: one.picture_url ? [one.picture_url] : [] }),
  }
}
