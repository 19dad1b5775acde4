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
  | 'video_play' | 'voice_play' | 'file_view' | 'article_view' | 'article_leave' | 'poster_save'
  | 'holder_add' | 'card_exchange' | 'call_made' | 'link_tap' | 'moment_view' | 'moment_like' | 'shop_view'
  | 'shop_leave' | 'category_view' | 'search' | 'cart_add' | 'checkout' | 'coupon_view' | 'service_view'
  | 'service_leave' | 'booking_view' | 'booking_made' | 'chat_open' | 'chat_sent' | 'form_view' | 'form_sent'
  | 'menu_tap' | 'follow' | 'unfollow' | 'site_view' | 'site_leave'
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
  video_play: { zh: '看视频', en: 'Played a video' },
  voice_play: { zh: '听语音', en: 'Played the greeting' },
  file_view: { zh: '看文件', en: 'Viewed a file' },
  article_view: { zh: '看文章', en: 'Viewed an article' },
  article_leave: { zh: '离开文章', en: 'Left an article' },
  poster_save: { zh: '存海报', en: 'Saved a poster' },
  holder_add: { zh: '收进名片夹', en: 'Kept the card' },
  card_exchange: { zh: '交换名片', en: 'Exchanged cards' },
  call_made: { zh: '打电话', en: 'Called' },
  link_tap: { zh: '点链接', en: 'Tapped a link' },
  moment_view: { zh: '看动态', en: 'Viewed a post' },
  moment_like: { zh: '点赞动态', en: 'Liked a post' },
  shop_view: { zh: '逛店铺', en: 'Viewed the shop' },
  shop_leave: { zh: '离开店铺', en: 'Left the shop' },
  category_view: { zh: '看分类', en: 'Viewed a category' },
  search: { zh: '搜索', en: 'Searched' },
  cart_add: { zh: '放进购物车', en: 'Added to the cart' },
  checkout: { zh: '去结算', en: 'Went to pay' },
  coupon_view: { zh: '看优惠', en: 'Viewed an offer' },
  service_view: { zh: '看服务', en: 'Viewed a service' },
  service_leave: { zh: '离开服务', en: 'Left a service' },
  booking_view: { zh: '看预约', en: 'Viewed booking times' },
  booking_made: { zh: '预约', en: 'Booked' },
  chat_open: { zh: '打开聊天', en: 'Opened the chat' },
  chat_sent: { zh: '发消息', en: 'Wrote a message' },
  form_view: { zh: '看表单', en: 'Viewed a form' },
  form_sent: { zh: '交表单', en: 'Sent a form' },
  menu_tap: { zh: '点菜单', en: 'Tapped a menu' },
  follow: { zh: '关注', en: 'Followed' },
  unfollow: { zh: '取消关注', en: 'Unfollowed' },
  site_view: { zh: '看官网', en: 'Viewed the website' },
  site_leave: { zh: '离开官网', en: 'Left the website' },
}

export const feedLabels: Labels<'view' | 'product' | 'share' | 'share_open' | 'contact' | 'order' | 'talk' | 'booking' | 'site'> = {
  view: { zh: '看名片', en: 'Card views' },
  product: { zh: '看产品', en: 'Product views' },
  share: { zh: '转发', en: 'Forwards' },
  share_open: { zh: '打开转发', en: 'Opened forwards' },
  contact: { zh: '想联系', en: 'Contact taps' },
  order: { zh: '下单付款', en: 'Orders' },
  talk: { zh: '互动', en: 'Conversations' },
  booking: { zh: '预约', en: 'Bookings' },
  site: { zh: '看官网', en: 'Website' },
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
