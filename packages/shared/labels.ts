export interface LabelText { zh: string, en: string }
type Labels<K extends string> = Record<K, LabelText>

export const ratingLabels: Labels<'high' | 'medium' | 'low'> = {
  high: { zh: '高', en: 'High' },
  medium: { zh: '中', en: 'Medium' },
  low: { zh: '低', en: 'Low' },
}

export const sourceLabels: Labels<'card' | 'manual' | 'import' | 'referral' | 'wechat' | 'other'> = {
  card: { zh: '名片', en: 'Name card' },
  manual: { zh: '手工录入', en: 'Entered by hand' },
  import: { zh: '批量导入', en: 'Import' },
  referral: { zh: '老客介绍', en: 'Referral' },
  wechat: { zh: '微信', en: 'WeChat' },
  other: { zh: '其他', en: 'Other' },
}

export const eventLabels: Labels<
  'card_view' | 'card_leave' | 'product_view' | 'product_leave' | 'list_view' | 'share' | 'share_open' | 'phone_tap'
  | 'contact_save' | 'wechat_copy' | 'address_tap' | 'email_tap' | 'company_view' | 'picture_view' | 'tag_like' | 'consent_given'
  | 'order_placed' | 'order_paid'
> = {
  card_view: { zh: '看名片', en: 'Viewed the card' },
  card_leave: { zh: '离开名片', en: 'Left the card' },
  product_view: { zh: '看产品', en: 'Viewed a product' },
  product_leave: { zh: '离开产品', en: 'Left a product' },
  list_view: { zh: '看产品列表', en: 'Browsed the products' },
  share: { zh: '转发', en: 'Forwarded' },
  share_open: { zh: '打开转发', en: 'Opened a forwarded link' },
  phone_tap: { zh: '点了电话', en: 'Tapped the phone number' },
  contact_save: { zh: '存了通讯录', en: 'Saved the contact' },
  wechat_copy: { zh: '复制微信号', en: 'Copied the WeChat id' },
  address_tap: { zh: '点了地址', en: 'Tapped the address' },
  email_tap: { zh: '点了邮箱', en: 'Tapped the e-mail' },
  company_view: { zh: '看公司介绍', en: 'Viewed the company' },
  picture_view: { zh: '看大图', en: 'Viewed a picture' },
  tag_like: { zh: '点赞标签', en: 'Liked a tag' },
  consent_given: { zh: '同意授权', en: 'Gave consent' },
  order_placed: { zh: '下单', en: 'Placed an order' },
  order_paid: { zh: '付款', en: 'Paid' },
}

export const feedLabels: Labels<'view' | 'product' | 'share' | 'share_open' | 'contact' | 'order'> = {
  view: { zh: '看名片', en: 'Card views' },
  product: { zh: '看产品', en: 'Product views' },
  share: { zh: '转发', en: 'Forwards' },
  share_open: { zh: '打开转发', en: 'Opened forwards' },
  contact: { zh: '想联系', en: 'Contact taps' },
  order: { zh: '下单付款', en: 'Orders' },
}

export const stateLabels: Labels<'open' | 'won' | 'lost'> = {
  open: { zh: '进行中', en: 'Open' },
  won: { zh: '赢单', en: 'Won' },
  lost: { zh: '输单', en: 'Lost' },
}

export const dealLabels: Labels<'none' | 'open' | 'won'> = {
  none: { zh: '未成交', en: 'No deal yet' },
  open: { zh: '跟单中', en: 'In progress' },
  won: { zh: '已成交', en: 'Customer' },
}

export const lifecycleLabels: Labels<'potential' | 'engaged' | 'customer' | 'loyal' | 'silent' | 'lost'> = {
  potential: { zh: '潜在', en: 'Potential' },
  engaged: { zh: '意向', en: 'Engaged' },
  customer: { zh: '成交', en: 'Customer' },
  loyal: { zh: '复购', en: 'Loyal' },
  silent: { zh: '沉睡', en: 'Silent' },
  lost: { zh: '流失', en: 'Lost' },
}

export const kindLabels: Labels<'person' | 'company'> = {
  person: { zh: '个人', en: 'Person' },
  company: { zh: '公司', en: 'Company' },
}

export const scopeLabels: Labels<'own' | 'subordinates' | 'department' | 'tree' | 'listed' | 'all'> = {
  own: { zh: '本人', en: 'Own' },
  subordinates: { zh: '本人和下属', en: 'Own and reports' },
  department: { zh: '本部门', en: 'Department' },
  tree: { zh: '本部门及下级', en: 'Department and below' },
  listed: { zh: '本人和指定部门', en: 'Own and listed departments' },
  all: { zh: '全部', en: 'Everything' },
}

export const planLabels: Labels<'pending' | 'done' | 'cancelled'> = {
  pending: { zh: '待办', en: 'To do' },
  done: { zh: '已完成', en: 'Done' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}

/** The words for a key in the reader's language; an unknown key is shown as it is. */
export function labelOf(labels: Record<string, LabelText>, key: string, locale: string): string {
  const label = Object.keys(labels).includes(key) ? labels[key] : undefined
  return label ? textOf(label, locale) : key
}

export function textOf(label: LabelText, locale: string): string {
  return locale.startsWith('zh') ? label.zh : label.en
}
