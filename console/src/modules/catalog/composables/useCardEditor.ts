import type { Card, CardPatch, CardTemplate, ProductRow } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { api, isApiError } from '@/app/http'
import { translate } from '@/app/i18n'
import { toast } from '@/ui/toast'
import { changes, useForm } from '@/ui/useForm'
import { showCard } from './verbs'

export const TEMPLATES: readonly CardTemplate[] = ['classic', 'cover', 'split', 'minimal', 'bold']
export const CARD_FIELDS = ['name', 'title', 'company', 'phone', 'wechat', 'email', 'address', 'intro'] as const

export type CardModel = Record<typeof CARD_FIELDS[number], string> & {
  template: CardTemplate
  hidden: string[]
  avatar_id: string | null
  avatar_url: string | null
  cover_id: string | null
  cover_url: string | null
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
    }),
    submit: async (model) => {
      const card = query.data.value
      if (!card)
        return
      try {
        showCard(await api.call('PATCH /cards/{id}', { path: { id: card.id }, body: { ...patchOf(modelOf(card), model), version: card.version } }))
        toast(translate('action.saved'))
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
  const { products, avatar_url: _avatar, cover_url: _cover, ...patch } = changes(before, after)
  return products ? { ...patch, product_ids: products.map(one => one.id) } : patch
}

function modelOf(card: Card | undefined): CardModel {
  const text = Object.fromEntries(CARD_FIELDS.map(name => [name, card?.[name] ?? ''])) as Record<typeof CARD_FIELDS[number], string>
  return {
    ...text,
    template: card?.template ?? 'classic',
    hidden: card?.hidden ?? [],
    avatar_id: card?.avatar_id ?? null,
    avatar_url: card?.avatar_url ?? null,
    cover_id: card?.cover_id ?? null,
    cover_url: card?.cover_url ?? null,
    products: card?.products ?? [],
  }
}
