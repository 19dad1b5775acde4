import type { BlockLink, FrontPage } from '@api'
import type { PageName } from '@/kit/nav'
import { useText } from '@/kit/i18n'
import { go } from '@/kit/nav'
import { note } from '@/kit/notes'
import { useCard } from '@/modules/card/store'
import { openLink } from '@/platform'
import { frontText } from './text'

const PAGES: Record<FrontPage, PageName> = {
  goods: 'shop',
  bookings: 'bookServices',
  member: 'memberCard',
  moments: 'moments',
  cart: 'cart',
  orders: 'myOrders',
}

/** Where a tap on the front leads; whose shop it is, and by which forward it was found, goes along. */
export function useFrontLinks() {
  const t = useText(frontText)
  const store = useCard()
  const way = () => ({ c: store.code, s: store.shareId })
  const product = (id: string): void => go('product', { ...way(), p: id })

  async function follow(link: BlockLink): Promise<void> {
    if (link.kind === 'product' && link.id)
      product(link.id)
    else if (link.kind === 'category' && link.id)
      go('shop', { ...way(), category: link.id })
    else if (link.kind === 'page' && link.page)
      go(PAGES[link.page], way())
    else if (link.kind === 'phone' && link.to)
      uni.makePhoneCall({ phoneNumber: link.to, fail: () => {} })
    else if (link.kind === 'url' && link.to && await openLink(link.to) === 'copied')
      note(t('linkCopied'))
  }
  return { follow, product, way }
}
