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
    /** `scanned`: by the code itself, which counts an open; H5 was counted on its way here. */
    async open(code: string, shareId: string | undefined, scanned = false) {
      if (code === this.code && this.card && !scanned) {
        this.shareId = shareId ?? this.shareId
        return
      }
      Object.assign(this, { code, shareId, card: null, error: null })
      try {
        const query = { code, ...(shareId ? { share: shareId } : {}), ...(scanned ? { scanned } : {}) }
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
