import type { CartQuote, OrderEvent, PublicCard, ShopProduct } from '@api'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useCard } from '@/modules/card/store'
import { dropAddress, keepAddress, keptAddresses } from '@/modules/shop/addresses'
import { useCart } from '@/modules/shop/cart'
import { useCheckout } from '@/modules/shop/checkout'
import { payOrder } from '@/modules/shop/pay'
import { firstChoice, priceFrom, reachable, skuOf } from '@/modules/shop/sku'
import { rememberWanted, takeWanted } from '@/modules/shop/wanted'
import { useVisitor } from '@/modules/visitor/store'
import { cartOf, keepDraft, lacking, newDraft } from '@/packages/shop/draft'
import { stateWord } from '@/packages/shop/mine/words'
import { eventNote, eventWord, stateWord as staffWord } from '@/packages/staff/orders/words'
import { stub } from './uni'

const sku = (id: string, values: string[], stock: number | null, price_fen = 1000) => ({ id, values, price_fen, member_price_fen: null, stock, picture_url: null })
const mooncakes = {
  id: '1',
  price_fen: 1000,
  price_to_fen: 3800,
  unit: '盒',
  specs: [{ name: '口味', values: ['甜', '咸'] }, { name: '大小', values: ['六只', '八只'] }],
  skus: [sku('a', ['甜', '六只'], 3), sku('b', ['甜', '八只'], 0), sku('c', ['咸', '八只'], null)],
} as unknown as ShopProduct

describe('choosing an article', () => {
  it('is found by one value of each spec', () => {
    expect(skuOf(mooncakes, ['甜', '六只'])?.id).toBe('a')
    expect(skuOf(mooncakes, ['咸', '六只'])).toBeUndefined()
    expect(skuOf(mooncakes, ['甜', ''])).toBeUndefined()
  })

  it('leaves out values that lead nowhere or to what is sold out', () => {
    expect(reachable(mooncakes, ['甜', ''], 1, '六只')).toBe(true)
    expect(reachable(mooncakes, ['甜', ''], 1, '八只')).toBe(false)
    expect(reachable(mooncakes, ['', '八只'], 0, '咸')).toBe(true)
    expect(reachable(mooncakes, ['', '六只'], 0, '咸')).toBe(false)
  })

  it('is done already where there is only one', () => {
    expect(firstChoice(mooncakes)).toEqual(['', ''])
    expect(firstChoice({ ...mooncakes, skus: [sku('a', ['甜', '六只'], 3)] } as ShopProduct)).toEqual(['甜', '六只'])
  })

  it('shows from which price on', () => {
    expect(priceFrom(mooncakes, price => `${price} 起`)).toBe('¥10.00 起 / 盒')
    expect(priceFrom({ ...mooncakes, price_to_fen: 1000, unit: '' }, price => `${price} 起`)).toBe('¥10.00')
  })
})

describe('the cart', () => {
  it('lies on the phone, one for each merchant', () => {
    const cart = useCart()
    cart.use('5')
    cart.add('a', 2)
    cart.add('c', 1)
    cart.add('a', 1)
    expect(cart.lines).toEqual([{ sku_id: 'c', quantity: 1 }, { sku_id: 'a', quantity: 3 }])
    expect(cart.pieces).toBe(4)
    cart.use('6')
    expect(cart.lines).toEqual([])
    cart.use('5')
    expect(cart.pieces).toBe(4)
  })

  it('takes out what is set to none, and only what was ordered', () => {
    const cart = useCart()
    cart.use('5')
    cart.add('a', 1)
    cart.add('b', 2)
    cart.set('a', 0)
    expect(cart.lines.map(line => line.sku_id)).toEqual(['b'])
    cart.drop(['b', 'x'])
    expect(cart.lines).toEqual([])
  })

  it('does not trust what lies in storage', () => {
    stub().setStorageSync('keliu.cart.9', [{ sku_id: 'a', quantity: -2 }, { sku_id: 4 }, null, { sku_id: 'b', quantity: 1 }])
    const cart = useCart()
    cart.use('9')
    expect(cart.lines).toEqual([{ sku_id: 'b', quantity: 1 }])
  })

  it('never holds more than the server takes', () => {
    const cart = useCart()
    cart.use('5')
    cart.set('a', 5000)
    expect(cart.pieces).toBe(999)
  })
})

describe('on the way to WeChat and back', () => {
  it('what was to be ordered, filled in and looked at is still there', () => {
    useCheckout().begin({ merchantId: '5', code: 'LI', lines: [{ sku_id: 'a', quantity: 1 }], fromCart: true })
    useCheckout().plan = null
    expect(useCheckout().resume('5')?.lines).toHaveLength(1)
    expect(useCheckout().resume('6')).toBeNull()
    const draft = newDraft()
    keepDraft({ ...draft, remark: '要熟一点的' })
    expect(newDraft().remark).toBe('要熟一点的')
    expect(newDraft().remark).toBe('')
    rememberWanted('/packages/shop/confirm?c=LI')
    expect(takeWanted()).toBe('/packages/shop/confirm?c=LI')
    expect(takeWanted()).toBeUndefined()
  })

  it('leads to pages of the shop only', () => {
    rememberWanted('/packages/staff/home/index')
    expect(takeWanted()).toBeUndefined()
  })
})

describe('the address book', () => {
  it('keeps what was used last in front', () => {
    const home = keepAddress({ name: '张阿姨', phone: '13800001234', region: '330106', region_text: '浙江省杭州市西湖区', detail: '文三路 100 号' })
    const shop = keepAddress({ name: '李叔', phone: '13900001234', region: '330106', region_text: '', detail: '店里' })
    expect(keptAddresses().map(one => one.name)).toEqual(['李叔', '张阿姨'])
    keepAddress(home)
    expect(keptAddresses().map(one => one.name)).toEqual(['张阿姨', '李叔'])
    dropAddress(shop.id)
    expect(keptAddresses()).toHaveLength(1)
  })
})

describe('what is sent with an order', () => {
  const quote = { delivery: 'pickup', pickup_places: [{ id: 'p1', name: '总店' }] } as CartQuote

  it('says what is missing, one thing at a time', () => {
    const draft = newDraft()
    expect(lacking(draft, { ...quote, delivery: 'ship' } as CartQuote)).toBe('addressMissing')
    expect(lacking(draft, quote)).toBe('pickupMissing')
    expect(lacking({ ...draft, place: 'p1' }, quote)).toBe('pickupPhoneMissing')
    expect(lacking({ ...draft, place: 'p1', phone: '13800001234', invoice: true }, quote)).toBe('invoiceMissing')
    expect(lacking({ ...draft, place: 'p1', phone: '13800001234' }, quote)).toBeNull()
  })

  it('holds no price, and the address only when it is sent', () => {
    const address = keepAddress({ name: '张阿姨', phone: '13800001234', region: '330106', region_text: '杭州', detail: '文三路' })
    const draft = { ...newDraft(), address, place: 'p1', phone: ' 13800001234 ' }
    const fetched = cartOf(draft, [{ sku_id: 'a', quantity: 2 }], 'pickup')
    expect(fetched).toMatchObject({ address: null, pickup_place_id: 'p1', pickup_phone: '13800001234' })
    const sent = cartOf(draft, [{ sku_id: 'a', quantity: 2 }], 'ship')
    expect(sent).toMatchObject({ address: { region: '330106' }, pickup_place_id: null, pickup_phone: '' })
    expect(JSON.stringify(sent)).not.toMatch(/_fen|price/)
  })
})

async function noMember(): Promise<void> {
  await vi.waitFor(() => expect(stub().requests).toHaveLength(1))
  stub().requests[0]!.success({ statusCode: 200, data: { card: null } })
  await vi.waitFor(() => expect(stub().requests).toHaveLength(2))
}

describe('paying', () => {
  beforeEach(() => {
    useCard().$patch({ code: 'LI', card: { merchant: { id: '5' } } as PublicCard })
    useVisitor().use('5')
  })

  it('leaves a browser for WeChat’s page and comes back to the result', async () => {
    const location = { href: 'http://shop/m/', origin: 'http://shop', pathname: '/m/', hash: '' }
    vi.stubGlobal('location', location)
    const paying = payOrder({ id: '77', total_fen: 1280 }, 'k1')
    await noMember()
    const sent = stub().requests[1]!
    expect([sent.url, sent.data]).toEqual(['http://shop/api/v1/visitor/orders/77/pay', '{"channel":"h5"}'])
    sent.success({ statusCode: 200, data: { kind: 'h5', url: 'https://wx.example/pay?p=1', params: {}, state: 'open' } })
    await expect(paying).resolves.toBe('left')
    expect(location.href).toBe(`https://wx.example/pay?p=1&redirect_url=${encodeURIComponent('http://shop/m/#/packages/shop/result?id=77&c=LI')}`)
  })

  it('is told when nothing is left to pay', async () => {
    const paying = payOrder({ id: '77', total_fen: 1280 }, 'k1')
    await noMember()
    stub().requests[1]!.success({ statusCode: 200, data: { kind: 'done', url: '', params: {}, state: 'paid' } })
    await expect(paying).resolves.toBe('done')
  })
})

describe('the words of an order', () => {
  it('say what the buyer and what the shop waits for', () => {
    expect(stateWord({ state: 'paid', delivery: 'ship' })).toBe('待发货')
    expect(stateWord({ state: 'paid', delivery: 'pickup' })).toBe('待取货')
    expect(stateWord({ state: 'paid', delivery: 'none' })).toBe('已付款')
    expect(staffWord({ state: 'paid', delivery: 'pickup', kind: 'goods' })).toBe('待取货')
    expect(staffWord({ state: 'paid', delivery: 'none', kind: 'deposit' })).toBe('已付款')
  })

  it('tell the history, and something even of what is new to this app', () => {
    const event = (kind: string, data: OrderEvent['data']): OrderEvent => ({ kind, data, by: null, by_customer: false, at: '2026-11-22T08:00:00Z' })
    expect(eventWord(event('shipped', { company: '顺丰速运', number: 'SF1' }))).toBe('发货 顺丰速运 SF1')
    expect(eventWord(event('paid', { fen: 1280 }))).toBe('收到 ¥12.80')
    expect(eventWord(event('done', { how: 'received' }))).toBe('客户确认收货')
    expect(eventWord(event('priced', { before: 1280, after: 1000 }))).toBe('改价 ¥12.80 → ¥10.00')
    expect(eventWord(event('teleported', {}))).toBe('有变动')
    expect(eventNote(event('noted', { text: '下午来取' }))).toBe('下午来取')
  })
})
