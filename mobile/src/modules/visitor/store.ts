import type { ConsentPurpose } from '@api'
import { defineStore } from 'pinia'

export interface Decision {
  /** The version of the consent text that was answered. */
  version: string
  purposes: ConsentPurpose[]
}
interface State { merchantId: string, token: string | null, decision: Decision | null }

const tokenKey = (merchantId: string): string => `keliu.visitor.${merchantId}`
const decisionKey = (merchantId: string): string => `keliu.consent.${merchantId}`

/** Who the visitor is to one merchant: nobody until they agree, and nobody again when they change their mind. */
export const useVisitor = defineStore('visitor', {
  state: (): State => ({ merchantId: '', token: null, decision: null }),
  getters: {
    /** Behaviour may carry the token only after consent to exactly this purpose. */
    radarToken: state => state.decision?.purposes.includes('radar') ? state.token : null,
    known: state => state.token !== null,
  },
  actions: {
    use(merchantId: string) {
      this.merchantId = merchantId
      this.token = (uni.getStorageSync(tokenKey(merchantId)) as string) || null
      this.decision = (uni.getStorageSync(decisionKey(merchantId)) as Decision) || null
    },
    decide(version: string, purposes: ConsentPurpose[]) {
      this.decision = { version, purposes }
      uni.setStorageSync(decisionKey(this.merchantId), this.decision)
    },
    enter(token: string) {
      this.token = token
      uni.setStorageSync(tokenKey(this.merchantId), token)
    },
    /** The session is over; what was agreed is known to the server and stays. */
    leave() {
      this.token = null
      uni.removeStorageSync(tokenKey(this.merchantId))
    },
  },
})
