import type { CartLine } from './cart'
import { defineStore } from 'pinia'

/** What is about to be ordered. It survives the way to WeChat and back, when somebody signs in first. */
interface Plan { merchantId: string, code: string, lines: CartLine[], fromCart: boolean }
interface State { plan: Plan | null }

const KEY = 'keliu.checkout'

export const useCheckout = defineStore('checkout', {
  state: (): State => ({ plan: null }),
  actions: {
    begin(plan: Plan) {
      this.plan = plan
      uni.setStorageSync(KEY, plan)
    },
    /** The plan for this merchant, also after the page was loaded anew. */
    resume(merchantId: string): Plan | null {
      const kept = this.plan ?? ((uni.getStorageSync(KEY) as Plan) || null)
      this.plan = kept?.merchantId === merchantId ? kept : null
      return this.plan
    },
    end() {
      this.plan = null
      uni.removeStorageSync(KEY)
    },
  },
})
