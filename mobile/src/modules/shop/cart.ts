import { defineStore } from 'pinia'

/** What a cart remembers: which article and how many. Names and prices always come from the server. */
export interface CartLine { sku_id: string, quantity: number }
interface State { merchantId: string, lines: CartLine[], off: string[] }

const MOST_LINES = 50
export const MOST_PIECES = 999
const cartKey = (merchantId: string): string => `keliu.cart.${merchantId}`

/** The cart lies on the customer's own phone, one per merchant; nobody needs to sign in to fill it. */
export const useCart = defineStore('cart', {
  state: (): State => ({ merchantId: '', lines: [], off: [] }),
  getters: {
    pieces: state => state.lines.reduce((sum, line) => sum + line.quantity, 0),
    chosen: state => state.lines.filter(line => !state.off.includes(line.sku_id)),
  },
  actions: {
    use(merchantId: string) {
      if (merchantId === this.merchantId)
        return
      this.merchantId = merchantId
      this.off = []
      this.lines = readLines(uni.getStorageSync(cartKey(merchantId)))
    },
    /** Sets how many; none takes the line out. */
    set(skuId: string, quantity: number) {
      const wanted = Math.min(Math.max(0, Math.trunc(quantity)), MOST_PIECES)
      const rest = this.lines.filter(line => line.sku_id !== skuId)
      const known = rest.length < this.lines.length
      if (wanted === 0)
        this.lines = rest
      else if (known)
        this.lines = this.lines.map(line => line.sku_id === skuId ? { ...line, quantity: wanted } : line)
      else
        this.lines = [{ sku_id: skuId, quantity: wanted }, ...rest].slice(0, MOST_LINES)
      this.keep()
    },
    add(skuId: string, quantity: number) {
      this.set(skuId, (this.lines.find(line => line.sku_id === skuId)?.quantity ?? 0) + quantity)
    },
    toggle(skuId: string) {
      this.off = this.off.includes(skuId) ? this.off.filter(one => one !== skuId) : [...this.off, skuId]
    },
    drop(skuIds: readonly string[]) {
      this.lines = this.lines.filter(line => !skuIds.includes(line.sku_id))
      this.keep()
    },
    keep() {
      uni.setStorageSync(cartKey(this.merchantId), this.lines)
    },
  },
})

/** Storage may hold what an older version wrote, or nothing. */
function readLines(stored: unknown): CartLine[] {
  if (!Array.isArray(stored))
    return []
  return stored.filter((line): line is CartLine => typeof line?.sku_id === 'string' && Number.isInteger(line?.quantity) && line.quantity > 0)
}
