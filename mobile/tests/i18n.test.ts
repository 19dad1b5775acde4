import type { Catalog } from '@/kit/i18n'
import { describe, expect, it } from 'vitest'
import { locale, say, shopWords } from '@/kit/i18n'
import { homeText } from '@/packages/staff/home/text'

const files = import.meta.glob<Record<string, Catalog>>('../src/**/text.ts', { eager: true })
const catalogs = Object.entries(files).flatMap(([file, module]) => Object.entries(module).map(([name, catalog]) => ({ name: `${file} ${name}`, catalog })))

describe('the words', () => {
  it('are all found', () => {
    expect(catalogs.length).toBeGreaterThan(8)
  })

  it.each(catalogs)('exist in both languages: $name', ({ catalog }) => {
    expect(Object.keys(catalog.en).sort()).toEqual(Object.keys(catalog['zh-Hans']).sort())
  })

  it.each(catalogs)('have the same holes and no exclamation marks: $name', ({ catalog }) => {
    const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(match => match[0]).sort()
    for (const [key, zh] of Object.entries(catalog['zh-Hans'])) {
      expect(holes(catalog.en[key] ?? ''), key).toEqual(holes(zh))
      expect(zh + (catalog.en[key] ?? ''), key).not.toMatch(/!/)
    }
  })

  it('change with the language and with the size of the merchant', () => {
    locale.value = 'zh-Hans'
    shopWords.value = false
    expect(say(homeText, 'customers')).toBe('客户')
    shopWords.value = true
    expect(say(homeText, 'customers')).toBe('客人')
    locale.value = 'en'
    expect(say(homeText, 'customers')).toBe('Customers')
    locale.value = 'zh-Hans'
    shopWords.value = false
    expect(say(homeText, 'hello', { name: '小李', when: '上午' })).toBe('小李,上午好')
  })
})
