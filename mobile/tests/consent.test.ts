import type { PublicCard } from '@api'
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useCard } from '@/modules/card/store'
import { useVisitor } from '@/modules/visitor/store'
import ConsentSheet from '@/modules/visitor/ui/consent-sheet.vue'
import KIcon from '@/ui/k-icon.vue'
import KSheet from '@/ui/k-sheet.vue'
import KSwitch from '@/ui/k-switch.vue'
import { stub } from './uni'

const purpose = (code: 'radar' | 'profile', zh: string) => ({ code, required: false, title: { zh, en: zh }, text: { zh, en: zh } })
const data = {
  merchant: { id: '5', name: '远航集团', brand_color: '#137A63', trade: 'gift' },
  card: { id: '77', name: '小李' },
  products: [],
  consent: { version: '2026-11', purposes: [purpose('radar', '记住我看过什么'), purpose('profile', '用我的昵称')] },
} as unknown as PublicCard

function sheet() {
  useCard().$patch({ code: 'XIAOLI', shareId: 'sh1', card: data })
  useVisitor().use('5')
  return mount(ConsentSheet, {
    props: { open: true, data, code: 'XIAOLI' },
    global: { components: { KIcon, KSheet, KSwitch } },
  })
}
const asked = () => stub().requests.map(sent => [sent.url.replace(/^.*api\/v1/, ''), JSON.parse(sent.data ?? '{}') as Record<string, unknown>])

describe('the consent sheet', () => {
  it('asks for every purpose with nothing ticked, and says which text it is', () => {
    const page = sheet()
    expect(page.text()).toContain('记住我看过什么')
    expect(page.text()).toContain('文本版本 2026-11')
    expect(page.findAll('[role=switch]').map(one => one.attributes('aria-checked'))).toEqual(['false', 'false'])
  })

  it('sends nothing when agree is tapped with nothing ticked', async () => {
    const page = sheet()
    await page.find('[data-consent=agree]').trigger('tap')
    expect(stub().requests).toHaveLength(0)
    expect(page.emitted('close')).toBeUndefined()
  })

  it('agrees to what was ticked and to nothing else', async () => {
    const page = sheet()
    await page.findAll('[role=switch]')[0]?.trigger('tap')
    await page.find('[data-consent=agree]').trigger('tap')
    expect(asked()).toEqual([['/visitor/consent', { code: 'XIAOLI', share_id: 'sh1', purposes: ['radar'], version: '2026-11', accept: true }]])
  })

  it('refuses in one tap, remembers it on the phone and stays anonymous', async () => {
    const page = sheet()
    await page.find('[data-consent=refuse]').trigger('tap')
    await nextTick()
    expect(asked()).toEqual([['/visitor/consent', { code: 'XIAOLI', purposes: [], version: '2026-11', accept: false }]])
    expect(stub().stored.get('keliu.consent.5')).toEqual({ version: '2026-11', purposes: [] })
    expect(useVisitor().token).toBeNull()
    expect(page.emitted('close')).toHaveLength(1)
  })
})
