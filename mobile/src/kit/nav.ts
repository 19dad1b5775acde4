import { queryString } from './http'

/** Page routes by name, so that a moved page is one change. */
export const pages = {
  start: '/pages/start/index',
  card: '/pages/card/index',
  product: '/pages/card/product',
  privacy: '/pages/privacy/index',
  privacyText: '/pages/privacy/text',
  holder: '/packages/cards/holder',
  ownDetails: '/packages/cards/details',
  shop: '/packages/shop/index',
  shopHome: '/packages/shop/home',
  moments: '/packages/shop/moments',
  poster: '/packages/cards/poster',
  cart: '/packages/shop/cart',
  confirm: '/packages/shop/confirm',
  addresses: '/packages/shop/addresses',
  payResult: '/packages/shop/result',
  myOrders: '/packages/shop/orders',
  myOrder: '/packages/shop/order',
  afterSale: '/packages/shop/after-sale',
  shopMine: '/packages/shop/mine/index',
  bookServices: '/packages/booking/index',
  book: '/packages/booking/book',
  myBookings: '/packages/booking/mine',
  myBooking: '/packages/booking/detail',
  signIn: '/packages/staff/sign-in/index',
  openShop: '/packages/staff/open-shop/index',
  home: '/packages/staff/home/index',
  radar: '/packages/staff/radar/index',
  visit: '/packages/staff/radar/visit',
  visits: '/packages/staff/radar/visits',
  radarAlerts: '/packages/staff/radar/alerts',
  portrait: '/packages/staff/portrait/index',
  contactsToday: '/packages/staff/portrait/contacts',
  customers: '/packages/staff/customers/list',
  customer: '/packages/staff/customers/detail',
  customerEdit: '/packages/staff/customers/edit',
  contactEdit: '/packages/staff/people/contact',
  addressEdit: '/packages/staff/people/address',
  search: '/packages/staff/people/search',
  followups: '/packages/staff/interactions/followups',
  followup: '/packages/staff/interactions/followup',
  plans: '/packages/staff/interactions/plans',
  todo: '/packages/staff/work/todo',
  opportunities: '/packages/staff/sales/list',
  opportunity: '/packages/staff/sales/detail',
  opportunityEdit: '/packages/staff/sales/edit',
  forecast: '/packages/staff/forecast/index',
  dealLines: '/packages/staff/sales/lines',
  dealMember: '/packages/staff/sales/member',
  quotes: '/packages/staff/quotes/list',
  quote: '/packages/staff/quotes/detail',
  quoteEdit: '/packages/staff/quotes/edit',
  contracts: '/packages/staff/contracts/list',
  contract: '/packages/staff/contracts/detail',
  contractEdit: '/packages/staff/contracts/edit',
  collect: '/packages/staff/contracts/collect',
  targets: '/packages/staff/targets/index',
  orders: '/packages/staff/orders/list',
  order: '/packages/staff/orders/detail',
  orderRefund: '/packages/staff/orders/refund',
  verify: '/packages/staff/orders/verify',
  cashier: '/packages/staff/orders/cashier',
  dayClose: '/packages/staff/orders/day-close',
  bookings: '/packages/staff/bookings/calendar',
  booking: '/packages/staff/bookings/detail',
  bookingNew: '/packages/staff/bookings/create',
  checkIn: '/packages/staff/bookings/check-in',
  report: '/packages/staff/reports/index',
  spread: '/packages/staff/spread/index',
  structure: '/packages/staff/structure/index',
  boss: '/packages/staff/boss/index',
  bossRows: '/packages/staff/boss/rows',
  goodsList: '/packages/staff/goods/list',
  goods: '/packages/staff/goods/detail',
  members: '/packages/staff/members/list',
  member: '/packages/staff/members/detail',
  memberCard: '/packages/member/card',
  memberEntries: '/packages/member/entries',
  leads: '/packages/staff/leads/list',
  lead: '/packages/staff/leads/detail',
  leadEdit: '/packages/staff/leads/edit',
  leadConvert: '/packages/staff/leads/convert',
  form: '/packages/form/index',
  pools: '/packages/staff/pools/list',
  profile: '/packages/staff/mine/profile',
  myCard: '/packages/staff/mine/card',
  staffMoments: '/packages/staff/front/moments',
  momentEdit: '/packages/staff/front/moment-edit',
  front: '/packages/staff/front/index',
  cardEdit: '/packages/staff/mine/card-edit',
  cardPreview: '/packages/staff/mine/card-preview',
  cardVersions: '/packages/staff/mine/card-versions',
  sessions: '/packages/staff/mine/sessions',
  password: '/packages/staff/mine/password',
  totp: '/packages/staff/mine/totp',
  notify: '/packages/staff/notifications/settings',
} as const

export type PageName = keyof typeof pages
type Query = Record<string, string | number | boolean | undefined>

export function go(page: PageName, query: Query = {}): void {
  uni.navigateTo({ url: pages[page] + queryString(query) })
}

/** Replaces the page: for forms whose way back must not lead into the form again. */
export function swap(page: PageName, query: Query = {}): void {
  uni.redirectTo({ url: pages[page] + queryString(query) })
}

/** Starts over with one page on the stack. */
export function restart(page: PageName, query: Query = {}): void {
  uni.reLaunch({ url: pages[page] + queryString(query) })
}

export function canGoBack(): boolean {
  return getCurrentPages().length > 1
}

export function goBack(): void {
  uni.navigateBack()
}

/** The card whose shop a customer saw last. */
export const LAST_CARD = 'keliu.shop.code'

/** From a page that was opened by a link: staff to the front door, which knows who is signed in; customers to the card. */
export function goHome(): void {
  const route = (getCurrentPages().at(-1) as unknown as { route?: string } | undefined)?.route ?? ''
  const code = String(uni.getStorageSync(LAST_CARD) || '')
  route.startsWith('packages/staff/') || !code ? restart('start') : restart('card', { c: code })
}
