const MOST = 10
const seenKey = (merchantId: string): string => `keliu.seen.${merchantId}`

/** What was looked at lately, on this phone only; the latest first. */
export function seenLately(merchantId: string): string[] {
  const stored: unknown = uni.getStorageSync(seenKey(merchantId))
  return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []
}

export function noteSeen(merchantId: string, productId: string): void {
  uni.setStorageSync(seenKey(merchantId), [productId, ...seenLately(merchantId).filter(id => id !== productId)].slice(0, MOST))
}
