import { computed, ref } from 'vue'
import { queryString } from '@/kit/http'
import { useVisitor } from '../visitor/store'
import { useShopPage } from './page'
import { knownAgain } from './sign-in'

/** A page about the customer's own things: first whose shop, then who they are, then what it shows. */
export function useKnownPage(route: string, then: () => unknown, id = ref('')) {
  const visitor = useVisitor()
  const asking = ref(false)
  const looked = ref(false)
  const page = useShopPage(async (query) => {
    id.value = String(query.id ?? '')
    await knownAgain()
    looked.value = true
    if (visitor.known)
      await then()
  })
  /** Where WeChat should lead back to. */
  const path = computed(() => route + queryString({ ...page.way.value, id: id.value || undefined }))

  async function known(): Promise<void> {
    asking.value = false
    await then()
  }
  return { ...page, id, path, asking, looked, known, stranger: computed(() => looked.value && !visitor.known) }
}
