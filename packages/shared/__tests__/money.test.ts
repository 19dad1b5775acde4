import { describe, expect, it } from 'vitest'
import { formatMoney, formatMoneyShort, parseMoney } from '../money'

describe('money', () => {
  it.each([[0, '¥0.00'], [5, '¥0.05'], [123450, '¥1,234.50'], [100000000, '¥1,000,000.00'], [-250, '-¥2.50']])('shows %i fen as %s', (fen, text) => {
    expect(formatMoney(fen)).toBe(text)
  })

  it.each([['1,234.50', 123450], ['￥12', 1200], ['0.5', 50], ['¥ 3.05', 305], ['-2.50', -250], ['0', 0]])('reads %s', (text, fen) => {
    expect(parseMoney(text)).toBe(fen)
  })

  it.each(['', '十二', '1.234', '1e5', '--3', '1.2.3'])('does not read %s', (text) => {
    expect(parseMoney(text)).toBeNull()
  })

  it('goes there and back', () => {
    for (const fen of [0, 1, 99, 100, 123456789])
      expect(parseMoney(formatMoney(fen))).toBe(fen)
  })

  it('is short where there is little room', () => {
    expect(formatMoneyShort(799_100_000, 'zh-CN')).toBe('¥799.1万')
    expect(formatMoneyShort(799_100_000, 'en')).toBe('¥8m')
    expect(formatMoneyShort(120_050, 'zh-CN')).toBe('¥1,200.50')
    expect(formatMoneyShort(30_000_000_000, 'zh-CN')).toBe('¥3亿')
  })
})
