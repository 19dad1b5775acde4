import { formatMoney } from '@shared'

/** `¥128.00 / 盒`; empty when the price is open. */
export function priceOf(product: { price_fen: number, unit: string }): string {
  if (!product.price_fen)
    return ''
  return product.unit ? `${formatMoney(product.price_fen)} / ${product.unit}` : formatMoney(product.price_fen)
}
