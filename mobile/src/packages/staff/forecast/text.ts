import { defineText } from '@/kit/i18n'

export const forecastText = defineText({
  'zh-Hans': {
    forecast: '预测',
    forecastHint: '按预计成交月份;右边是金额 × 赢率',
    byMonth: '按月',
    byOwner: '按负责人',
    nobody: '没有负责人',
    atOverdue: '已过期',
    atUndated: '没定日期',
    none: '没有',
    countSum: '{n} 个 · {sum}',
    wonSum: '已赢 {n} 个 · {sum}',
    empty: '还没有商机',
  },
  'en': {
    forecast: 'Forecast',
    forecastHint: 'By expected month; on the right amount × win rate',
    byMonth: 'By month',
    byOwner: 'By owner',
    nobody: 'No owner',
    atOverdue: 'Overdue',
    atUndated: 'No date',
    none: 'None',
    countSum: '{n} · {sum}',
    wonSum: 'Won {n} · {sum}',
    empty: 'No opportunities yet',
  },
  'shop': {
    'zh-Hans': {
      empty: '还没有意向',
      wonSum: '已成交 {n} 个 · {sum}',
    },
    'en': {},
  },
})
