import { counted } from '@shared'
import { computed, ref } from 'vue'

export type Locale = 'zh-Hans' | 'en'
export interface Catalog<K extends string = string> {
  'zh-Hans': Record<K, string>
  'en': Record<K, string>
  /** A shop's own words for some of the keys (客人 instead of 客户). */
  'shop'?: { 'zh-Hans': Partial<Record<K, string>>, 'en': Partial<Record<K, string>> }
}
export type Params = Record<string, string | number>
export type Translate<K extends string> = (key: K, params?: Params) => string

const STORED = 'keliu.locale'

function firstLocale(): Locale {
  const stored: unknown = uni.getStorageSync(STORED)
  if (stored === 'zh-Hans' || stored === 'en')
    return stored
  return /^en\b/.test(uni.getLocale()) ? 'en' : 'zh-Hans'
}

export const locale = ref<Locale>('zh-Hans')
/** Set by the staff session; the customer side always speaks as a shop window does. */
export const shopWords = ref(false)

export function startLocale(): void {
  locale.value = firstLocale()
}

export function setLocale(next: Locale): void {
  locale.value = next
  uni.setStorageSync(STORED, next)
}

/** One catalogue per area keeps the words beside their pages and out of other pages' bundles. */
export function defineText<K extends string>(catalog: Catalog<K>): Catalog<K> {
  return catalog
}

export function say<K extends string>(catalog: Catalog<K>, key: K, params?: Params): string {
  const shop = shopWords.value ? catalog.shop?.[locale.value][key] : undefined
  const text = shop ?? catalog[locale.value][key]
  const filled = params ? text.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole)) : text
  return filled.includes('(') ? counted(filled) : filled
}

export function useText<K extends string>(catalog: Catalog<K>): Translate<K> {
  return (key, params) => say(catalog, key, params)
}

export const isZh = computed(() => locale.value === 'zh-Hans')
