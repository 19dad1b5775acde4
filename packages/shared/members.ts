import type { LabelText } from './labels'

type Words = Record<string, LabelText>
/** What entries of the three ledgers are called. */
export const MEMBER_ENTRIES: Record<'points' | 'growth' | 'balance', Words> = {
  points: {
    join: { zh: '入会送积分', en: 'Joining' },
    earn: { zh: '消费得积分', en: 'Purchase' },
    take_back: { zh: '退款扣回积分', en: 'Refund of a purchase' },
    spend: { zh: '积分抵扣', en: 'Used for an order' },
    give_back: { zh: '订单取消,退回积分', en: 'Back from a cancelled order' },
    check_in: { zh: '签到', en: 'Check-in' },
    birthday: { zh: '生日礼', en: 'Birthday present' },
    top_up: { zh: '充值送积分', en: 'Present of a top-up' },
    top_up_back: { zh: '充值退款,扣回积分', en: 'Top-up refunded' },
    top_up_kept: { zh: '充值退款没有成功,退回积分', en: 'Top-up refund failed' },
    expire: { zh: '积分到期', en: 'Expired' },
    correct: { zh: '人工更正', en: 'Correction' },
    fold: { zh: '合并会员卡', en: 'Cards put together' },
  },
  growth: {
    earn: { zh: '消费得成长值', en: 'Purchase' },
    take_back: { zh: '退款扣回成长值', en: 'Refund of a purchase' },
    correct: { zh: '人工更正', en: 'Correction' },
    fold: { zh: '合并会员卡', en: 'Cards put together' },
  },
  balance: {
    top_up: { zh: '充值', en: 'Top-up' },
    spend: { zh: '余额支付', en: 'Paid from the balance' },
    give_back: { zh: '退款回余额', en: 'Refund to the balance' },
    top_up_back: { zh: '充值退款', en: 'Top-up refunded' },
    top_up_kept: { zh: '充值退款没有成功,回到余额', en: 'Top-up refund failed' },
    correct: { zh: '人工更正', en: 'Correction' },
    fold: { zh: '合并会员卡', en: 'Cards put together' },
  },
}

/** `12345 67890`: a member number as people read it aloud. */
export function spacedCode(code: string): string {
  return `${code.slice(0, 5)} ${code.slice(5)}`
}

/** `1,200`: points and growth. */
export function formatPoints(points: number): string {
  return String(points).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `+1,200` or `-30`; money is worded elsewhere. */
export function signed(change: number): string {
  return change > 0 ? `+${formatPoints(change)}` : formatPoints(change)
}

/** 950 → `9.5 折` / `5% off`; nothing off is empty. */
export function discountText(permille: number, locale: string): string {
  if (permille >= 1000)
    return ''
  return locale.startsWith('zh') ? `${Number((permille / 100).toFixed(2))} 折` : `${Number((100 - permille / 10).toFixed(1))}% off`
}

/** `2026-11` and its neighbours. */
export function monthOf(day: Date): string {
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}`
}

export function stepMonth(month: string, step: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return monthOf(new Date(year, number - 1 + step, 1))
}

/** `2026年11月` / `2026-11`. */
export function monthText(month: string, locale: string): string {
  const [year, number] = month.split('-')
  return locale.startsWith('zh') ? `${year}年${Number(number)}月` : month
}
