import type { LoginOut, Me, PermissionName } from '@api'
import { defineStore } from 'pinia'
import { shopWords } from '@/kit/i18n'

const TOKEN = 'keliu.staff'

/** Who of the staff is here, and what their role allows. Data about customers never lives in a store. */
export const useSession = defineStore('session', {
  state: () => ({ token: (uni.getStorageSync(TOKEN) as string) || null as string | null, me: null as Me | null }),
  getters: {
    signedIn: state => state.token !== null,
    isShop: state => state.me?.merchant.mode === 'shop',
  },
  actions: {
    /** Both signing in and switching to another merchant start from nothing. */
    begin(login: Pick<LoginOut, 'token'>) {
      this.token = login.token
      this.me = null
      uni.setStorageSync(TOKEN, login.token ?? '')
    },
    meet(me: Me) {
      this.me = me
      shopWords.value = me.merchant.mode === 'shop'
    },
    end() {
      this.token = null
      this.me = null
      shopWords.value = false
      uni.removeStorageSync(TOKEN)
    },
    can(permission: PermissionName): boolean {
      return this.me !== null && permission in this.me.permissions
    },
  },
})
