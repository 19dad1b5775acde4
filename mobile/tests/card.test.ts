import type { PublicCard, ShareOut } from '@api'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { accentVars } from '@/kit/color'
import { phoneWarning, showPhone } from '@/kit/phone'
import { vcard } from '@/kit/vcard'
import { cardLink, cardPath } from '@/modules/card/link'
import { useSharing } from '@/modules/card/sharing'
import { useCard } from '@/modules/card/store'
import { mustAsk } from '@/modules/visitor/consent'
import { useVisitor } from '@/modules/visitor/store'
import { stub } from './uni'

const xiaoli = {
  merchant: { id: '5', name: '远航集团', brand_color: '#137A63', trade: 'gift' },
  card: { id: '77', name: '小李' },
  products: [],
  consent: { version: '2026-11', purposes: [{ code: 'radar', required: false, title: { zh: '', en: '' }, text: { zh: '', en: '' } }] },
  share: { title: '小李的名片' },
} as unknown as PublicCard

async function opened(shareId?: string): Promise<void> {
  const open = useCard().open('XIAOLI', shareId)
  stub().requests.at(-1)?.success({ statusCode: 200, data: xiaoli })
  await open
}

describe('the address of a card', () => {
  it('carries code, share id and ticket', () => {
    expect(cardLink({ c: 'XIAOLI', s: 'sh1', enter: 'E1' })).toEqual({ code: 'XIAOLI', shareId: 'sh1', enter: 'E1', failed: false, product: undefined, scanned: false })
  })

  it('is read from the scene of a scanned mini-program code', () => {
    expect(cardLink({ scene: 'c%3DXIAOLI%26s%3Dsh1' })).toMatchObject({ code: 'XIAOLI', shareId: 'sh1', scanned: true })
    expect(cardLink({ scene: 'XIAOLI' })).toMatchObject({ code: 'XIAOLI', shareId: undefined })
  })

  it('does not pass on what no server would make', () => {
    expect(cardLink({ c: 'a b<script>', s: '' })).toMatchObject({ code: '', shareId: undefined })
  })

  it('is made again for the next person', () => {
    expect(cardPath('XIAOLI', 'sh2')).toBe('/pages/card/index?c=XIAOLI&s=sh2')
    expect(cardPath('XIAOLI', undefined, '100')).toBe('/pages/card/product?c=XIAOLI&p=100')
  })
})

describe('forwarding', () => {
  it('makes a share below the one it came by, and the message carries the new id', async () => {
    await opened('sh1')
    const writeText = vi.fn(async () => {})
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    const sharing = useSharing(() => ({ kind: 'card', id: '77' }))
    const forward = sharing.forward()
    const sent = stub().requests.at(-1)
    expect(sent?.url).toContain('/visitor/shares')
    expect(JSON.parse(sent?.data ?? '')).toEqual({ code: 'XIAOLI', object_kind: 'card', object_id: '77', parent_share_id: 'sh1' })
    const made: ShareOut = { share_id: 'sh2', url: 'http://shop/s/XIAOLI?s=sh2', title: '小李的名片', summary: '', picture_url: '' }
    sent?.success({ statusCode: 200, data: made })
    await expect(forward).resolves.toBe('copied')
    expect(writeText).toHaveBeenCalledWith('小李的名片 http://shop/s/XIAOLI?s=sh2')
  })

  it('is prepared again for who agreed meanwhile, so that it carries their name', async () => {
    await opened()
    const sharing = useSharing(() => ({ kind: 'card', id: '77' }))
    const made = (id: string): ShareOut => ({ share_id: id, url: `http://shop/s/XIAOLI?s=${id}`, title: '小李的名片', summary: '', picture_url: '' })
    vi.stubGlobal('navigator', { clipboard: { writeText: vi.fn(async () => {}) } })
    const forward = sharing.forward()
    stub().requests.at(-1)?.success({ statusCode: 200, data: made('first') })
    await forward
    const nobody = stub().requests.at(-1)
    nobody?.success({ statusCode: 200, data: made('anonymous') })
    await new Promise(done => setTimeout(done))
    const visitor = useVisitor()
    visitor.enter('V1')
    visitor.decide('2026-11', ['radar'])
    const native = sharing.native()
    const again = stub().requests.at(-1)
    expect(again).not.toBe(nobody)
    again?.success({ statusCode: 200, data: made('mine') })
    expect((await native.promise)?.path).toContain('s=mine')
  })

  it('still opens for the next person when no share could be made', async () => {
    await opened('sh1')
    expect(useSharing(() => null).native()).toMatchObject({ path: '/pages/card/index?c=XIAOLI&s=sh1' })
  })
})

describe('consent', () => {
  beforeEach(() => opened())

  it('is asked on the first visit', () => {
    expect(mustAsk()).toBe(true)
  })

  it('is not asked again after a refusal, until the text changes', () => {
    useVisitor().decide('2026-11', [])
    expect(mustAsk()).toBe(false)
    useVisitor().decide('2025-01', [])
    expect(mustAsk()).toBe(true)
  })

  it('gives the radar no token unless exactly that purpose was agreed to', () => {
    const visitor = useVisitor()
    visitor.enter('V1')
    visitor.decide('2026-11', ['profile'])
    expect(visitor.radarToken).toBeNull()
    visitor.decide('2026-11', ['radar'])
    expect(visitor.radarToken).toBe('V1')
    expect(stub().stored.get('keliu.visitor.5')).toBe('V1')
  })
})

describe('the merchant\'s colour', () => {
  const tokens = { accent: '#F08C1A', on_accent: '#0F172A', accent_deep: '#F5B46A', accent_strong: '#9E5C11', accent_soft: '#FDF1E4' }
  const palette = { color: '#F08C1A', light: tokens, dark: { ...tokens, accent_strong: '#F08C1A' }, notes: [] }

  it('becomes variables for day and night', () => {
    const vars = accentVars(palette)
    expect(vars['--accent-day']).toBe('#F08C1A')
    expect(vars['--accent-rgb-day']).toBe('240 140 26')
    expect(vars['--accent-strong-day']).toBe('#9E5C11')
    expect(vars['--accent-strong-night']).toBe('#F08C1A')
    expect(vars['--on-accent-night']).toBe('#0F172A')
  })

  it('is the project\'s own until the merchant is known', () => {
    expect(accentVars()['--accent-day']).toBe('#137A63')
  })
})

describe('the vCard', () => {
  it('escapes what would break its lines', () => {
    const text = vcard({ name: '李,晓岚', title: '顾问', company: '远航;集团', phone: '13800001234', phone2: '057188886666', email: '', wechat: 'lx', address: '杭州\n西湖' })
    expect(text).toContain('FN:李\\,晓岚\r\n')
    expect(text).toContain('ORG:远航\\;集团\r\n')
    expect(text).toContain('ADR;TYPE=WORK:;;杭州\\n西湖;;;;\r\n')
    expect(text).toContain('TEL;TYPE=WORK:057188886666\r\n')
    expect(text).not.toContain('EMAIL')
  })
})

describe('a phone number', () => {
  it.each([
    ['+8613800001234', '138 0000 1234'],
    ['13800001234', '138 0000 1234'],
    ['+442071234567', '+442071234567'],
    ['021-61234567', '021-61234567'],
    ['', ''],
  ])('is read as people say it: %s', (stored, shown) => {
    expect(showPhone(stored)).toBe(shown)
  })

  it('says while it is typed how many digits are missing', () => {
    expect(phoneWarning('139')).toBe('')
    expect(phoneWarning('1391234567')).toBe('手机号少 1 位,请检查')
    expect(phoneWarning('139123456789')).toBe('手机号多了 1 位,请检查')
    expect(phoneWarning('13912345678')).toBe('')
  })
})
