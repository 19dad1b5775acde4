import type { CustomValues, FileRef, Product, ProductIn, ProductState } from '@api'
import { slugOf } from '@shared'
import { useQuery } from '@tanstack/vue-query'
import { computed, nextTick, watch } from 'vue'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'
import { useFieldWords } from '@/ui/fields/useFieldWords'
import { isAsked, useKindForm } from '@/ui/fields/useKindForm'
import { toast } from '@/ui/toast'
import { changes, useForm } from '@/ui/useForm'
import { showProduct } from './verbs'

export interface ProductModel {
  name: string
  summary: string
  description: string
  price_fen: number | null
  unit: string
  state: ProductState
  position: number
  pictures: Pick<FileRef, 'id' | 'url'>[]
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
    rename: { picture_ids: 'pictures' },
    validate: model => ({
      ...(model.name.trim() ? {} : { name: translate('product.nameMissing') }),
      ...(model.price_fen !== null && model.price_fen >= 0 ? {} : { price_fen: translate('product.priceWrong') }),
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

function bodyOf({ pictures, price_fen, ...model }: ProductModel): ProductIn {
  return { ...model, name: model.name.trim(), price_fen: price_fen ?? 0, picture_ids: pictures.map(one => one.id) }
}

function modelOf(product: Product | undefined): ProductModel {
  return {
    name: product?.name ?? '',
    summary: product?.summary ?? '',
    description: product?.description ?? '',
    price_fen: product?.price_fen ?? null,
    unit: product?.unit ?? '',
    state: product?.state ?? 'on',
    position: product?.position ?? 0,
    pictures: product?.pictures.map(({ id, url }) => ({ id, url })) ?? [],
    custom: { ...product?.custom },
  }
}
