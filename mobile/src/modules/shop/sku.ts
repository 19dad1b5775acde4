import type { ShopProduct, ShopSku } from '@api'
import { formatMoney } from '@shared'

/** The article of a choice of one value per spec; undefined while something is not chosen. */
export function skuOf(product: ShopProduct, values: readonly string[]): ShopSku | undefined {
  return product.skus.find(sku => sku.values.length === values.length && sku.values.every((value, at) => value === values[at]))
}

/** Whether a value can still lead to an article that is in stock, given the other choices. */
export function reachable(product: ShopProduct, chosen: readonly string[], spec: number, value: string): boolean {
  return product.skus.some(sku => sku.stock !== 0 && sku.values.every((one, at) => at === spec ? one === value : !chosen[at] || one === chosen[at]))
}

/** What is chosen before anybody chose: the only article, else nothing. */
export function firstChoice(product: ShopProduct): string[] {
  const only = product.skus.length === 1 ? product.skus[0] : undefined
  return only ? [...only.values] : product.specs.map(() => '')
}

/** `¥12.80` or `¥12.80 起` in the words given. */
export function priceFrom(product: { price_fen: number, price_to_fen: number, unit: string }, from: (price: string) => string): string {
  const price = formatMoney(product.price_fen)
  const shown = product.price_to_fen > product.price_fen ? from(price) : price
  return product.unit ? `${shown} / ${product.unit}` : shown
}
