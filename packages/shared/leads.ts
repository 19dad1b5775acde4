import type { LabelText } from './labels'

type Labels<K extends string> = Record<K, LabelText>

export const leadStateLabels: Labels<'new' | 'following' | 'converted' | 'invalid'> = {
  new: { zh: '新线索', en: 'New' },
  following: { zh: '跟进中', en: 'In progress' },
  converted: { zh: '已转化', en: 'Converted' },
  invalid: { zh: '无效', en: 'Invalid' },
}

export const leadSourceLabels: Labels<'manual' | 'form' | 'import' | 'api' | 'scan' | 'chat' | 'card' | 'other'> = {
  manual: { zh: '手工录入', en: 'Typed in' },
  form: { zh: '表单', en: 'Form' },
  import: { zh: '导入', en: 'Import' },
  api: { zh: '接口', en: 'API' },
  scan: { zh: '扫码', en: 'Scan' },
  chat: { zh: '聊天', en: 'Chat' },
  card: { zh: '名片', en: 'Name card' },
  other: { zh: '其他', en: 'Other' },
}

export const intentLabels: Labels<'high' | 'medium' | 'low'> = {
  high: { zh: '高意向', en: 'High interest' },
  medium: { zh: '中意向', en: 'Medium interest' },
  low: { zh: '低意向', en: 'Low interest' },
}

export const sizeLabels: Labels<'1-19' | '20-99' | '100-499' | '500+'> = {
  '1-19': { zh: '19 人以下', en: 'Up to 19' },
  '20-99': { zh: '20–99 人', en: '20–99' },
  '100-499': { zh: '100–499 人', en: '100–499' },
  '500+': { zh: '500 人以上', en: '500 and more' },
}

export const ruleModeLabels: Labels<'round_robin' | 'least_load' | 'region' | 'fixed'> = {
  round_robin: { zh: '轮流分配', en: 'Take turns' },
  least_load: { zh: '给手上最少的人', en: 'Whoever has the fewest' },
  region: { zh: '按地区', en: 'By region' },
  fixed: { zh: '固定给一个人', en: 'Always the same person' },
}

/** Colour of a lead's state: success for what became a customer, grey for what came to nothing. */
export const LEAD_TONES: Record<string, string> = { new: 'info', following: 'brand', converted: 'success', invalid: '' }
export const INTENT_TONES: Record<string, string> = { high: 'brand', medium: 'info', low: '' }
