import type { FrontDraft, FrontProduct, Ref } from '@api'
import type { InjectionKey, Ref as Reactive } from 'vue'
import { inject, provide, ref } from 'vue'
import { api } from '@/app/http'

/** What the ids in the blocks stand for: pictures by address, products and videos by name. */
export interface Known {
  pictures: Reactive<Record<string, string>>
  products: Reactive<Record<string, Pick<FrontProduct, 'id' | 'name' | 'picture_url'>>>
  categories: Reactive<Ref[]>
  services: Reactive<Ref[]>
}
const KEY: InjectionKey<Known> = Symbol('known on the front')

export function provideKnown(): Known & { learn: (draft: FrontDraft) => void } {
  const known: Known = { pictures: ref({}), products: ref({}), categories: ref([]), services: ref([]) }
  provide(KEY, known)

  function learn(draft: FrontDraft): void {
    for (const one of draft.pictures)
      known.pictures.value[one.id] = one.url
    for (const one of draft.products)
      known.products.value[one.id] = one
    known.categories.value = draft.categories
    known.services.value = draft.services.map(({ id, name }) => ({ id, name }))
  }
  return { ...known, learn }
}

export function useKnown() {
  const known = inject(KEY)
  if (!known)
    throw new Error('front: nothing is known here')

  /** Products for a picker; whatever is chosen keeps its name. */
  async function products(q: string): Promise<Ref[]> {
    const { items } = await api.call('GET /products', { query: { q, state: 'on', limit: 30 } })
    for (const one of items)
      known!.products.value[one.id] = one
    return items.map(({ id, name }) => ({ id, name }))
  }
  const product = (id: string | null): Ref | null => id ? { id, name: known!.products.value[id]?.name ?? '…' } : null
  return { ...known, searchProducts: products, product }
}
