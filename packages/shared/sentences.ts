/** English for sentences that the server says in Chinese: it also tells what they are made of. */
import { formatDwell } from './dates'
import { eventLabels, labelOf } from './labels'
import { formatMoney } from './money'

type Facts = Record<string, unknown>
interface Line { kind: string, title: string, text: string, data: Facts }
interface Deed { deed: string, product: string | null, times: number, dwell_ms: number, sharer: string, fen: number | null }

const word = (facts: Facts, name: string): string => String(facts[name] ?? '')
const money = (facts: Facts, name: string): string => formatMoney(Number(facts[name] ?? 0))

const ORDINALS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const rules = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinal = (n: number): string => `${n}${ORDINALS[rules.select(n)] ?? 'th'}`

/** `1 message(s)` → `1 message`, `3 message(s)` → `3 messages`, `2 opportunit(y)` → `2 opportunities`. */
export function counted(text: string): string {
  return text
    .replace(/(?<![\d.,])(\d[\d,]*)((?: [\w-]+)?) ([\w-]+)\(s\)/g, (_, n: string, between: string, what: string) => `${n}${between} ${what}${n === '1' ? '' : 's'}`)
    .replace(/(?<![\d.,])(\d[\d,]*)((?: [\w-]+)?) ([\w-]+)\(y\)/g, (_, n: string, between: string, what: string) => `${n}${between} ${what}${n === '1' ? 'y' : 'ies'}`)
    .replace(/\(s\)/g, 's')
}

const DEEDS: Record<string, (deed: Deed, what: string) => string> = {
  card_view: (_, what) => `looked at ${what}`,
  card_leave: (_, what) => `looked at ${what}`,
  product_view: (_, what) => `looked at ${what}`,
  product_leave: (_, what) => `looked at ${what}`,
  list_view: () => 'looked at the product list',
  share: (_, what) => `forwarded ${what}`,
  share_open: ({ sharer }, what) => `opened ${what}, forwarded by ${sharer || 'a friend'}`,
  phone_tap: () => 'tapped the phone number',
  contact_save: () => 'saved the contact',
  wechat_copy: () => 'copied the WeChat id',
  address_tap: () => 'looked at the address',
  email_tap: () => 'tapped the e-mail',
  company_view: () => 'looked at the company page',
  picture_view: () => 'looked at a picture',
  tag_like: () => 'liked a tag',
  consent_given: () => 'agreed to be remembered',
  order_placed: ({ fen }) => `placed an order${fen ? ` of ${formatMoney(fen)}` : ''}`,
  order_paid: ({ fen }) => `paid${fen ? ` ${formatMoney(fen)}` : ''}`,
  video_play: () => 'played a video',
  voice_play: () => 'listened to the greeting',
  file_view: ({ product }) => `looked at ${product ?? 'a file'}`,
  article_view: ({ product }) => `read ${product ?? 'an article'}`,
  article_leave: ({ product }) => `read ${product ?? 'an article'}`,
  poster_save: (_, what) => `saved a poster of ${what}`,
  holder_add: () => 'kept the card in the card holder',
  card_exchange: () => 'exchanged cards with you',
  call_made: () => 'called you',
  link_tap: () => 'opened a link on the card',
  moment_view: ({ product }) => `looked at the post ${product ?? ''}`.trim(),
  moment_like: ({ product }) => `liked the post ${product ?? ''}`.trim(),
  shop_view: () => 'looked around the shop',
  shop_leave: () => 'looked around the shop',
  category_view: () => 'looked at a category',
  search: () => 'searched the products',
  cart_add: ({ product }) => `put ${product ?? 'a product'} into the cart`,
  checkout: ({ fen }) => `went to pay${fen ? ` ${formatMoney(fen)}` : ''}`,
  coupon_view: () => 'looked at an offer',
  service_view: ({ product }) => `looked at the service ${product ?? ''}`.trim(),
  service_leave: ({ product }) => `looked at the service ${product ?? ''}`.trim(),
  booking_view: () => 'looked at free times',
  booking_made: () => 'booked a service',
  chat_open: () => 'opened the chat',
  chat_sent: () => 'wrote a message',
  form_view: () => 'opened a form',
  form_sent: () => 'sent a form',
  menu_tap: () => 'tapped a menu of the official account',
  follow: () => 'followed the official account',
  unfollow: () => 'unfollowed the official account',
  site_view: ({ product }) => `looked at the website${product ? `: ${product}` : ''}`,
  site_leave: ({ product }) => `looked at the website${product ? `: ${product}` : ''}`,
}
const LOOKING = new Set(['card_view', 'card_leave', 'product_view', 'product_leave'])

/** The server's own word before the number of a quote; the rest of a name is the merchant's. */
const QUOTE = /^报价单(?= )/

/** What something is called that people look at. */
export function thingWords(name: string, locale: string): string {
  return locale.startsWith('zh') ? name : name.replace(QUOTE, 'Quote')
}

function deedIn(said: Deed): string {
  const product = said.product?.replace(QUOTE, 'the quote') ?? null
  const done = DEEDS[said.deed]?.({ ...said, product }, product ?? 'the card') ?? 'came by'
  const again = LOOKING.has(said.deed) && said.times > 1 ? ` for the ${ordinal(said.times)} time` : ''
  return `${done}${again}${said.dwell_ms >= 1000 ? `, ${formatDwell(said.dwell_ms, 'en')}` : ''}`
}

const ADVICE: Record<string, string> = {
  card_view: 'Just arrived: see what they care about',
  card_leave: 'Just arrived: see what they care about',
  company_view: 'Just arrived: see what they care about',
  product_view: 'Looking at products: send an introduction',
  product_leave: 'Looking at products: send an introduction',
  list_view: 'Looking at products: send an introduction',
  picture_view: 'Looking at products: send an introduction',
  share: 'Thank them, and ask who it is for',
  share_open: 'Brought by somebody they know: mention who',
  phone_tap: 'They may be calling: watch the phone',
  contact_save: 'They have your contact: say hello',
  wechat_copy: 'They have your contact: say hello',
  email_tap: 'They have your contact: say hello',
  address_tap: 'They may want to come: ask when',
  tag_like: 'Thank them',
  consent_given: 'They gave a name: worth a proper welcome',
  order_placed: 'Not paid yet: ask whether they need help',
  order_paid: 'Thank them, and say when it is sent or ready',
  video_play: 'Looking at products: send an introduction',
  voice_play: 'Just arrived: see what they care about',
  file_view: 'Looking at products: send an introduction',
  article_view: 'Looking at products: send an introduction',
  article_leave: 'Looking at products: send an introduction',
  poster_save: 'They may send it to a friend: ask whether to help',
  holder_add: 'They have your contact: say hello',
  card_exchange: 'They left their details: say hello while it is fresh',
  call_made: 'Write down what was said',
  link_tap: 'Just arrived: see what they care about',
  moment_view: 'Looking at products: send an introduction',
  moment_like: 'Thank them',
  shop_view: 'Looking at products: send an introduction',
  shop_leave: 'Looking at products: send an introduction',
  category_view: 'Looking at products: send an introduction',
  search: 'Looking for something: ask what',
  cart_add: 'They mean to buy: ask what holds them back',
  checkout: 'About to order: help where it is needed',
  coupon_view: 'Price matters to them: tell the offers of the day',
  service_view: 'Ask which time suits them',
  service_leave: 'Ask which time suits them',
  booking_view: 'They want a time: offer to arrange it',
  booking_made: 'Confirm the time and what to bring',
  chat_open: 'They may ask something: watch the messages',
  chat_sent: 'They wait for an answer',
  form_view: 'Just arrived: see what they care about',
  form_sent: 'Read it and get in touch soon',
  menu_tap: 'Just arrived: see what they care about',
  follow: 'Welcome them and say how you can help',
  unfollow: 'Think about what was sent last',
  site_view: 'Looking at products: send an introduction',
  site_leave: 'Looking at products: send an introduction',
}
const OFTEN = 3

/** One line of the radar: what to show as sentence and as advice. */
export function feedWords(line: { sentence: string, advice: string, visitor_name: string, customer: unknown, said?: Deed }, locale: string): { sentence: string, advice: string } {
  if (locale.startsWith('zh') || !line.said)
    return line
  const who = line.customer ? line.visitor_name : 'A visitor'
  const often = line.said.deed.startsWith('product_') && line.said.times >= OFTEN
  return { sentence: `${who} ${deedIn(line.said)}`, advice: often ? 'Keeps looking at one product: a good moment to get in touch' : ADVICE[line.said.deed] ?? '' }
}

/** The same without who it was, for a place that shows the name already. */
export function deedWords(line: Parameters<typeof feedWords>[0], locale: string): string {
  const { sentence } = feedWords(line, locale)
  const who = [line.visitor_name, 'A visitor'].find(one => one && sentence.startsWith(one)) ?? ''
  const done = sentence.slice(who.length).trim()
  return done.charAt(0).toUpperCase() + done.slice(1)
}

/** One step of a visit: what was done, and with what when that is not said yet. */
export function stepWords({ kind, label, object }: { kind: string, label: string, object: { name: string } | null }, locale: string): string {
  const words = locale.startsWith('zh') ? label : labelOf(eventLabels, kind, locale)
  return object && !words.includes(object.name) ? `${words} ${thingWords(object.name, locale)}` : words
}

const HEARD: Record<string, string> = { image: 'Sent a picture', voice: 'Sent a voice message', video: 'Sent a video', shortvideo: 'Sent a video', location: 'Sent a place', link: 'Sent a link', miniprogrampage: 'Sent a mini-program card' }
const TOLD: Record<string, string> = { custom: 'WeChat message', template: 'Template message', subscribe: 'Subscribe message' }

/** What `said.key` stands for. */
const SAID: Record<string, (said: Facts) => string> = {
  member_joined: said => `Became a member, number ${word(said, 'code')}`,
  member_rose: said => `Reached the level ${word(said, 'level')}`,
  topped_up: said => `Topped up ${money(said, 'fen')}${Number(said.gift_fen) ? `, ${money(said, 'gift_fen')} given on top` : ''}`,
  customer_added: said => `${word(said, 'by')} added the customer`,
  contact_added: said => `${word(said, 'by')} added the contact ${word(said, 'name')}`,
  taken_over: said => `${word(said, 'by')} took over the customer`,
  handed_over: said => `${word(said, 'by')} handed the customer to ${word(said, 'to')}`,
  details_given: () => 'The customer put their own details right',
  card_exchanged: said => `Handed their own card to ${word(said, 'name')}`,
  agreed: () => 'The customer agreed to the privacy text',
  followed: said => `Followed the official account ${word(said, 'account')}`,
  unfollowed: said => `Unfollowed the official account ${word(said, 'account')}`,
  merged: said => `${word(said, 'by')} merged ${word(said, 'names')} into this customer`,
  planned: said => `${word(said, 'by')} planned a follow-up`,
  plan_done: said => `${word(said, 'by')} did the planned follow-up`,
  plan_cancel: said => `${word(said, 'by')} cancelled the plan`,
  plan_reopen: said => `${word(said, 'by')} reopened the plan`,
  lead_came: () => 'The lead came in',
  lead_added: said => `${word(said, 'by')} added the lead`,
  lead_sent_in: said => `Sent in by the form ${word(said, 'form')}`,
  lead_sent_again: said => `Sent in again by the form ${word(said, 'form')}`,
  lead_ruled: said => `The rule ${word(said, 'rule')} gave the lead to ${word(said, 'to')}`,
  lead_taken: said => `${word(said, 'by')} took over the lead`,
  lead_handed: said => `${word(said, 'by')} handed the lead to ${word(said, 'to')}`,
  lead_discarded: said => `${word(said, 'by')} marked the lead as invalid`,
  lead_revived: said => `${word(said, 'by')} revived the lead`,
  lead_became: said => `${word(said, 'by')} made the lead ${word(said, 'name')} a new customer`,
  lead_joined: said => `${word(said, 'by')} joined the lead ${word(said, 'name')} to this customer`,
  claimed: said => `${word(said, 'owner')} claimed the customer from ${word(said, 'pool')}`,
  given: said => `${word(said, 'by')} gave the customer from ${word(said, 'pool')} to ${word(said, 'owner')}`,
  returned: said => `${word(said, 'by')} put the customer back into ${word(said, 'pool')}`,
  fell: said => `Fell from ${word(said, 'owner')} into ${word(said, 'pool')} by itself`,
  visit: said => Number(said.visits) <= 1 ? 'First visit to the card' : `${ordinal(Number(said.visits))} visit to the card`,
  shared: said => `Forwarded ${word(said, 'name') || 'the card'}`,
  heard: said => HEARD[word(said, 'kind')] ?? 'Wrote a message',
  told: said => `${TOLD[word(said, 'channel')] ?? 'Message'} by ${word(said, 'account') || 'WeChat'}`,
  contract_active: said => `Contract in force, ${money(said, 'fen')}`,
  contract_done: said => `Contract done, ${money(said, 'fen')}`,
  contract_void: said => `Contract void, ${money(said, 'fen')}`,
  payment: said => `Received ${money(said, 'fen')}, ${money(said, 'balance_fen')} in all`,
  payment_reversed: said => `Reversed ${money(said, 'fen')}, ${money(said, 'balance_fen')} in all`,
  duplicate: () => 'May be the same as another customer',
  score: said => counted(`${word(said, 'score')} point(s)`),
  walk_in: said => `Walk-in ${money(said, 'fen')}`,
  stock: said => [...(said.values as string[] | undefined ?? []), `${word(said, 'left')} left`].join(' · '),
}

/** Lines whose facts lie in the record they are about. */
const ABOUT: Record<string, (facts: Facts, data: Facts) => string> = {
  order: facts => `Order ${word(facts, 'name')} ${word(facts, 'state')}, ${money(facts, 'fen')}`,
  booking: facts => `Booking: ${word(facts, 'title')} (${word(facts, 'state').replace('_', ' ')})`,
  quote: (facts, data) => `Quote ${word(facts, 'name')} ${word(data, 'state')}`,
  opportunity: (facts, data) => {
    const name = `“${word(facts, 'name')}”`
    if (!data.from)
      return `New opportunity ${name}`
    return { won: `Won ${name}`, lost: `Lost ${name}` }[word(data, 'state')] ?? `${name}: ${word(data, 'from')} → ${word(data, 'stage')}`
  },
}

function titleIn({ title, data }: Line): string {
  const said = data.said as Facts | undefined
  const known = said && SAID[word(said, 'key')]
  if (said && known)
    return known(said)
  const about = Object.keys(ABOUT).find(name => typeof data[name] === 'object')
  return about ? ABOUT[about]?.(data[about] as Facts, data) ?? title : title
}

/** The only title that follow-ups have. */
const FOLLOWED_UP = /^(.+)写了跟进$/

/** A line of the timeline: title and text as this person reads them. What people wrote stays as it is. */
export function timelineWords(row: Line, locale: string): { title: string, text: string } {
  if (locale.startsWith('zh'))
    return row
  if (row.kind === 'followup')
    return { title: row.title.replace(FOLLOWED_UP, '$1 wrote a follow-up'), text: row.text }
  const said = row.data.said as Facts | undefined
  const visit = said?.key === 'visit' && said.deed
  const text = visit ? counted(`${deedIn(said as unknown as Deed)}; ${word(row.data, 'events')} action(s)`) : said?.key === 'agreed' ? '' : row.text
  return { title: titleIn(row), text }
}

/** The note of a thing to do. */
export function todoNote(row: { note: string, said: Facts | null }, locale: string): string {
  const known = row.said && SAID[word(row.said, 'key')]
  return locale.startsWith('zh') || !row.said || !known ? row.note : known(row.said)
}
