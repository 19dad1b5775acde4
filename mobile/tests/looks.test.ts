import type { FilterField } from '@api'
import type { Locale } from '@/kit/i18n'
import type { Looks } from '@/packages/staff/lists/filter'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { locale } from '@/kit/i18n'
import LooksInput from '@/packages/staff/lists/ui/looks-input.vue'
import KChips from '@/ui/k-chips.vue'
import KIcon from '@/ui/k-icon.vue'
import KSearch from '@/ui/k-search.vue'
import { stub } from './uni'

const field = { key: 'looked_products', type: 'looks', label: { zh: '感兴趣的产品', en: 'Product interest' }, operators: ['looked', 'not_looked'], choices: [] } as unknown as FilterField
const gift = { id: '7', name: '中秋礼盒' }

async function answer(items: object[]): Promise<void> {
  stub().requests.at(-1)?.success({ statusCode: 200, data: { items, next: null } })
  await flushPromises()
}
async function input(looks?: Looks) {
  const made = mount(LooksInput, { props: { field, looks }, global: { components: { KChips, KIcon, KSearch } } })
  await answer([gift, { id: '9', name: '春茶' }])
  return made
}

beforeEach(() => {
  locale.value = 'zh-Hans'
})

describe('what a customer looked at, in the filter sheet', () => {
  it('offers products, and asks how lately only when one is chosen', async () => {
    const empty = await input()
    expect(empty.findAll('[role=checkbox]').map(one => one.text())).toEqual(['中秋礼盒', '春茶'])
    expect(empty.text()).not.toContain('最近看过')
    await empty.find('[data-choice="7"]').trigger('tap')
    expect(empty.emitted('change')).toEqual([[{ things: [gift], days: '30', views: '2' }]])
  })

  it.each<[Locale, string[]]>([
    ['zh-Hans', ['最近看过', '30 天内', '累计看过', '2 次以上']],
    ['en', ['Looked within', '30 days', 'In all', '1 time or more', '2 times or more']],
  ])('says in %s how lately and how often', async (spoken, words) => {
    locale.value = spoken
    const chosen = await input({ things: [gift], days: '30', views: '2' })
    for (const word of words)
      expect(chosen.text()).toContain(word)
    expect(chosen.findAll('[aria-checked=true]').map(one => one.text()).slice(0, 1)).toEqual(['中秋礼盒'])
  })

  it('keeps a chosen thing in sight while another is searched, and lets go of it with a tap', async () => {
    vi.useFakeTimers()
    const made = await input({ things: [gift], days: '7', views: '1' })
    made.findComponent(KSearch).vm.$emit('update:modelValue', '月饼')
    await vi.advanceTimersByTimeAsync(400)
    vi.useRealTimers()
    expect(stub().requests.at(-1)?.url).toContain(encodeURIComponent('月饼'))
    await answer([])
    expect(made.findAll('[role=checkbox]').map(one => one.text())).toEqual(['中秋礼盒'])
    await made.find('[data-choice="7"]').trigger('tap')
    expect(made.emitted('change')).toEqual([[{ things: [], days: '7', views: '1' }]])
  })
})
