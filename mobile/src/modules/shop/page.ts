import { onLoad } from '@dcloudio/uni-app'
import { computed } from 'vue'
import { ApiError } from '@/kit/errors'
import { say } from '@/kit/i18n'
import { LAST_CARD } from '@/kit/nav'
import { cardVars } from '@/modules/card/frame'
import { cardLink } from '@/modules/card/link'
import { useCard } from '@/modules/card/store'
import { cardText } from '@/modules/card/text'
import { useCart } from './cart'

type Query = Record<string, string | undefined>

/** Every page of the shop can be opened by a link: first whose shop it is, then what the page shows. */
export function useShopPage(then: (query: Query) => unknown) {
  const store = useCard()
  let asked: Query = {}

  async function open(): Promise<void> {
    const link = cardLink(asked)
    const code = link.code || store.code || String(uni.getStorageSync(LAST_CARD) || '')
    if (!code) {
      store.error = new ApiError({ status: 404, code: 'no_code', detail: say(cardText, 'noCode') })
      return
    }
    await store.open(code, link.shareId, link.scanned)
    if (!store.card)
      return
    useCart().use(store.card.merchant.id)
    await then(asked)
  }
  onLoad((query) => {
    asked = (query ?? {}) as Query
    void open()
  })
  const vars = computed(() => cardVars(store.card?.merchant.palette))
  /** What every page hands to the next: whose shop, and by which forward it was found. */
  const way = computed(() => ({ c: store.code, s: store.shareId }))
  return { store, open, vars, way }
}
