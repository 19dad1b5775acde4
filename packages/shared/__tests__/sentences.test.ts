import { describe, expect, it } from 'vitest'
import { counted, deedWords, feedWords, stepWords, thingWords, timelineWords, todoNote } from '../sentences'

const deed = { deed: 'product_view', product: '中秋礼盒', times: 3, dwell_ms: 25_000, sharer: '', fen: null }

describe('sentences in English', () => {
  it('counts one and many', () => {
    expect(counted('1 order(s), 2 order(s), 1,001 entr(y), 1 entr(y), 1 open plan(s)')).toBe('1 order, 2 orders, 1,001 entries, 1 entry, 1 open plan')
    expect(counted('several order(s)')).toBe('several orders')
  })

  it('words a visit of the radar, and leaves Chinese as the server said it', () => {
    const line = { sentence: '张阿姨 第 3 次看 中秋礼盒,停留 25 秒', advice: '反复在看', visitor_name: '张阿姨', customer: {}, said: deed }
    expect(feedWords(line, 'en')).toEqual({ sentence: '张阿姨 looked at 中秋礼盒 for the 3rd time, stayed 25s', advice: 'Keeps looking at one product: a good moment to get in touch' })
    expect(feedWords(line, 'zh-CN').sentence).toBe(line.sentence)
    expect(feedWords({ ...line, customer: null, said: { ...deed, deed: 'order_paid', times: 1, dwell_ms: 0, fen: 12_800 } }, 'en').sentence).toBe('A visitor paid ¥128.00')
  })

  it('leaves the name out where it stands above', () => {
    const line = { sentence: '张阿姨第 3 次看 中秋礼盒', advice: '', visitor_name: '张阿姨', customer: {}, said: deed }
    expect(deedWords(line, 'zh-CN')).toBe('第 3 次看 中秋礼盒')
    expect(deedWords(line, 'en')).toBe('Looked at 中秋礼盒 for the 3rd time, stayed 25s')
    expect(deedWords({ ...line, visitor_name: '', customer: null }, 'zh-CN')).toBe(line.sentence)
  })

  it('words a step of a visit in the language of the reader', () => {
    const step = { kind: 'product_view', label: '看产品', object: { name: '中秋礼盒' } }
    expect(stepWords(step, 'zh-Hans')).toBe('看产品 中秋礼盒')
    expect(stepWords(step, 'en')).toMatch(/^[A-Z].* 中秋礼盒$/)
    expect(stepWords({ ...step, label: '看了 中秋礼盒', object: { name: '中秋礼盒' } }, 'zh-Hans')).toBe('看了 中秋礼盒')
  })

  it('words lines of the timeline, and never what people wrote', () => {
    const visit = { kind: 'visit', title: '第 2 次来看名片', text: '…', data: { events: 1, said: { key: 'visit', visits: 2, ...deed, times: 1, dwell_ms: 0 } } }
    expect(timelineWords(visit, 'en')).toEqual({ title: '2nd visit to the card', text: 'looked at 中秋礼盒; 1 action' })
    const order = { kind: 'order', title: '付款 ¥12.00:桃', text: '', data: { order: { name: 'A1', state: 'paid', fen: 1200 } } }
    expect(timelineWords(order, 'en').title).toBe('Order A1 paid, ¥12.00')
    const won = { kind: 'opportunity', title: '赢单', text: '', data: { opportunity: { name: '法兰' }, from: '报价', stage: '赢单', state: 'won' } }
    expect(timelineWords(won, 'en').title).toBe('Won “法兰”')
    const note = { kind: 'followup', title: '小李写了跟进', text: '客户要样品', data: { order: {} } }
    expect(timelineWords(note, 'en')).toEqual({ title: '小李 wrote a follow-up', text: '客户要样品' })
    expect(timelineWords(note, 'zh-Hans')).toBe(note)
    const told = { kind: 'followup', title: '客户说等月底', text: '', data: {} }
    expect(timelineWords(told, 'en').title).toBe(told.title)
    const old = { kind: 'customer', title: '小李新建了客户', text: '', data: {} }
    expect(timelineWords(old, 'en').title).toBe(old.title)
  })

  it('calls a quote a quote, and leaves names alone', () => {
    const quote = { ...deed, deed: 'file_view', product: '报价单 BJ-1 中秋', times: 1, dwell_ms: 0 }
    const line = { sentence: '', advice: '', visitor_name: '张阿姨', customer: {}, said: quote }
    expect(feedWords(line, 'en').sentence).toBe('张阿姨 looked at the quote BJ-1 中秋')
    expect([thingWords('报价单 BJ-1 中秋', 'en'), thingWords('报价单 BJ-1', 'zh-Hans'), thingWords('报价单夹', 'en')]).toEqual(['Quote BJ-1 中秋', '报价单 BJ-1', '报价单夹'])
  })

  it('words what is to do', () => {
    expect(todoNote({ note: '1 分', said: { key: 'score', score: 1 } }, 'en')).toBe('1 point')
    expect(todoNote({ note: '远航', said: null }, 'en')).toBe('远航')
  })
})
