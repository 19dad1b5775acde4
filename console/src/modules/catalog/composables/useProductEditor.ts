import type { CustomValues, Product, ProductIn, ProductKind, ProductState, ShopSpec } from '@api'
import type { Picture, SkuDraft } from './skus'
import { slugOf } from '@shared'
import { useQuery } from '@tanstack/vue-query'
import { computed, nextTick, watch } from 'vue'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { useFieldWords } from '@/ui/fields/useFieldWords'
import { isAsked, useKindForm } from '@/ui/fields/useKindForm'
import { toast } from '@/ui/toast'
import { changes, useForm } from '@/ui/useForm'
import { blank, bodyOfSku, draftOf } from './skus'
import { showProduct } from './verbs'

export interface ProductModel {
  name: string
  kind: ProductKind
  category_id: string | null
  summary: string
  description: string
  unit: string
  state: ProductState
  on_at: Date | null
  off_at: Date | null
  pickup: boolean
  ship: boolean
  warn_at: number
  pictures: Picture[]
  share: Picture | null
  video: { id: string, url: string, name: string } | null
  specs: ShopSpec[]
  rows: SkuDraft[]
  custom: CustomValues
}

/** A product being made (`new`) or edited; only what was changed is sent. */
export function useProductEditor(id: () => string, onCreated: (product: Product) => unknown) {
  const query = useQuery({
    queryKey: computed(() => ['product', id()]),
    queryFn: ({ signal }) => api.call('GET /products/{id}', { path: { id: id() }, signal }),
    enabled: () => id() !== 'new',
    refetchOnWindowFocus: false,
  })

  const { custom: extra } = useKindForm('product')
  const { problems } = useFieldWords()
  const form = useForm<ProductModel>({
    initial: () => modelOf(query.data.value),
    rename: { picture_ids: 'pictures', share_picture_id: 'share', video_id: 'video', skus: 'rows', price_fen: 'rows' },
    validate: model => ({
      ...(model.name.trim() ? {} : { name: translate('product.nameMissing') }),
      ...(model.rows.every(row => row.price_fen !== null) ? {} : { rows: translate(model.rows.length > 1 ? 'sku.priceMissing' : 'product.priceWrong') }),
      ...(model.specs.every(spec => spec.name.trim() && spec.values.length) ? {} : { specs: translate('sku.specMissing') }),
      ...(model.on_at && model.off_at && model.off_at <= model.on_at ? { off_at: translate('product.offBeforeOn') } : {}),
      ...problems(extra.value.filter(isAsked), Object.fromEntries(extra.value.map(field => [field.key, model.custom[slugOf(field.key)]]))),
    }),
    submit: async (model, key) => {
      const before = query.data.value
      const saved = before ? await update(before, model) : await api.call('POST /products', { body: bodyOf(model), key })
      showProduct(saved)
      toast(translate('action.saved'))
      // The form counts as saved only after this returns; leaving before would ask about unsaved work.
      if (!before)
        void nextTick(() => onCreated(saved))
    },
  })

  watch(query.data, (product) => {
    if (product && !form.dirty.value)
      form.reset(modelOf(product))
  }, { immediate: true })

  return { product: query.data, query, form }
}

function update(before: Product, model: ProductModel): Promise<Product> {
  const patch = changes(bodyOf(modelOf(before)), bodyOf(model))
  return api.call('PATCH /products/{id}', { path: { id: before.id }, body: { ...patch, version: before.version } })
}

function bodyOf({ pictures, share, video, specs, rows, on_at, off_at, ...model }: ProductModel): ProductIn {
  return {
    ...model,
    name: model.name.trim(),
    picture_ids: pictures.map(one => one.id),
    share_picture_id: share?.id ?? null,
    video_id: video?.id ?? null,
    specs: specs.map(spec => ({ name: spec.name.trim(), values: spec.values })),
    skus: rows.map(bodyOfSku),
    on_at: on_at?.toISOString() ?? null,
    off_at: off_at?.toISOString() ?? null,
  }
}

function modelOf(product: Product | undefined): ProductModel {
  const picture = ({ id, url }: Picture): Picture => ({ id, url })
  const day = (at: string | null | undefined): Date | null => at ? new Date(at) : null
  return {
    name: product?.name ?? '',
    kind: product?.kind ?? 'goods',
    category_id: product?.category?.id ?? null,
    summary: product?.summary ?? '',
    description: product?.description ?? '',
    unit: product?.unit ?? '',
    state: product?.state ?? 'on',
    on_at: day(product?.on_at),
    off_at: day(product?.off_at),
    pickup: product?.pickup ?? true,
    ship: product?.ship ?? true,
    warn_at: product?.warn_at ?? 5,
    pictures: product?.pictures.map(picture) ?? [],
    share: product?.share_picture ? picture(product.share_picture) : null,
    video: product?.video ?? null,
    specs: product?.specs.map(spec => ({ name: spec.name, values: [...spec.values] })) ?? [],
    rows: product?.skus.map(draftOf) ?? [blank()],
    custom: { ...product?.custom },
  }
}
