import { asIn, formatClock, formatWhen, SHOP_ZONE } from '@shared'
import { useI18n } from 'vue-i18n'
import { now } from '@/ui/now'

/** Times of bookings by the shop's clock, wherever the browser is. */
export function useShopTime() {
  const { locale } = useI18n()
  return {
    zone: SHOP_ZONE,
    at: (instant: string) => formatWhen(asIn(instant).toISOString(), locale.value, asIn(now.value.toISOString())),
    clock: (instant: string) => formatClock(asIn(instant)),
  }
}
