import type { PublicCard } from '@api'
import type { ApiError } from '@/kit/errors'
import { defineStore } from 'pinia'
import { asApiError } from '@/kit/errors'
import { LAST_CARD } from '@/kit/nav'
import { visitorHttp } from '@/modules/visitor/http'
import { useVisitor } from '@/modules/visitor/store'

interface State { code: string, shareId: string | undefined, card: PublicCard | null, error: ApiError | null }

/** The card that is being looked at, shared by its pages; the forward it came by travels with it. */
export const useCard = defineStore('card', {
  state: (): State => ({ code: '', shareId: undefined, card: null, error: null }),
  actions: {
    async open(code: string, shareId: string | undefined) {
      if (code === this.code && this.card) {
        this.shareId = shareId ?? this.shareId
        return
      }
      Object.assign(this, { code, shareId, card: null, error: null })
      try {
        const query = shareId ? { code, share: shareId } : { code }
        const card = await visitorHttp('GET /visitor/card', { query })
        useVisitor().use(card.merchant.id)
        this.card = card
        uni.setStorageSync(LAST_CARD, code)
      }
      catch (thrown) {
        this.error = asApiError(thrown)
      }
    },
  },
})
