import type { Language } from 'element-plus/es/locale'
import { counted } from '@shared'
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'

export type Locale = 'zh-CN' | 'en'
export const LOCALES: readonly Locale[] = ['zh-CN', 'en']
const KEPT = 'keliu.locale'

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages: {} as Record<string, never>, postTranslation: said => typeof said === 'string' && said.includes('(') ? counted(said) : said })
/** Element Plus's own words in the same language. */
export const elementLocale = shallowRef<Language>()

const words: Record<Locale, () => Promise<[{ default: object }, { default: Language }]>> = {
  'zh-CN': () => Promise.all([import('./zh-CN'), import('element-plus/es/locale/lang/zh-cn.mjs')]),
  'en': () => Promise.all([import('./en'), import('element-plus/es/locale/lang/en.mjs')]),
}

export function firstLocale(): Locale {
  const kept = localStorage.getItem(KEPT)
  if (kept && (LOCALES as readonly string[]).includes(kept))
    return kept as Locale
  return navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
}

export async function setLocale(locale: Locale): Promise<void> {
  const [messages, element] = await words[locale]()
  i18n.global.setLocaleMessage(locale, messages.default as never)
  elementLocale.value = element.default
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  localStorage.setItem(KEPT, locale)
}

/** Translate outside of components. */
export function translate(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}
