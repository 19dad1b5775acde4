// The phone's half of the JS-SDK: pages in the web view ask, the phone checks and does.
import { post } from './api.js'
import { miniOf, openLink } from './open.js'
import { openPay } from './pay.js'
import { openScanner } from './scan.js'
import { askTemplates } from './subscribe.js'
import { showPictures } from './stage.js'
import { me } from './state.js'
import { closeWeb, located, mayShare, refused, viewOf } from './web.js'
import { asUrl, hostOf, ownUrl, plainUrl } from './words.js'

const OPEN = new Set(['config', 'checkJsApi', 'getBrandWCPayRequest', 'openSubscribe'])
const APIS = {
  config,
  checkJsApi: async (_, { jsApiList = [] }) => ({
    checkResult: Object.fromEntries(list(jsApiList).map(name => [name, name in APIS])),
  }),
  updateAppMessageShareData: share,
  updateTimelineShareData: timeline,
  onMenuShareAppMessage: share,
  onMenuShareTimeline: timeline,
  hideMenuItems: async (view, { menuList = [] }) => {
    list(menuList).forEach(item => view.hidden.add(item))
    return {}
  },
  showMenuItems: async (view, { menuList = [] }) => {
    list(menuList).forEach(item => view.hidden.delete(item))
    return {}
  },
  closeWindow: async view => {
    closeWeb(view)
    return {}
  },
  scanQRCode: scan,
  chooseWXPay: (view, { timestamp, ...asked }) => cancelled('chooseWXPay', openPay(view.appId, { ...asked, timeStamp: timestamp })),
  getBrandWCPayRequest: async (_, asked) => openPay(asked.appId, asked),
  openSubscribe: async (view, { ids = [] }) => {
    if (!view.tags?.has('wx-open-subscribe')) throw new Error('openTagList does not name this tag')
    return { answers: await askTemplates({ appid: view.appId, name: hostOf(view.link), kind: 'oa' }, list(ids)) }
  },
  previewImage: async (_, { urls = [], current = '' }) => {
    const own = list(urls)
      .map(url => ownUrl(url, me().id))
      .filter(Boolean)
    if (!own.length) throw new Error('no urls')
    showPictures(own, ownUrl(current, me().id))
    return {}
  },
}

/** Who closes the sheet has cancelled, which is no failure. */
async function cancelled(api, paying) {
  try {
    return await paying
  } catch (error) {
    throw error.message === 'cancel' ? new Error(`${api}:cancel`) : error
  }
}

async function config(view, { appId, timestamp, nonceStr, signature, jsApiList = [], openTagList = [], url }) {
  if (asUrl(url)?.origin !== view.origin) throw new Error('config:invalid url domain')
  const { errMsg } = await post('/phone/api/jssdk', { appId, timestamp, nonceStr, signature, url })
  if (errMsg !== 'config:ok') throw new Error(errMsg)
  view.allowed = new Set(list(jsApiList))
  view.tags = new Set(list(openTagList))
  view.appId = appId
  return {}
}

async function share(view, { title = '', desc = '', link = '', imgUrl = '' }) {
  if (!mayShare(link, view.origin)) throw new Error("link domain is not the page's")
  view.share = {
    title: String(title),
    desc: String(desc),
    link: plainUrl(String(link)),
    imgUrl: plainUrl(String(imgUrl)),
  }
  return {}
}

/** Moments show a title and a picture. */
async function timeline(view, { title = '', link = '', imgUrl = '' }) {
  if (!mayShare(link, view.origin)) throw new Error("link domain is not the page's")
  view.timeline = { title: String(title), desc: '', link: plainUrl(String(link)), imgUrl: plainUrl(String(imgUrl)) }
  return {}
}

function scan(_, { needResult = 0 }) {
  return new Promise((resolve, reject) => {
    const left = () => setTimeout(() => reject(new Error('scanQRCode:cancel')))
    if (needResult === 1) openScanner({ take: resultStr => resolve({ resultStr }), left })
    else openScanner({ left: () => resolve({}) })
  })
}

function list(value) {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}

async function answer(view, { id, api, args }) {
  let result
  try {
    if (!Object.hasOwn(APIS, api)) throw new Error('the function does not exist')
    if (!OPEN.has(api) && !view.allowed?.has(api)) throw new Error(`${api}:permission denied`)
    result = { ...(await APIS[api](view, args ?? {})), errMsg: `${api}:ok` }
  } catch (error) {
    const text = error.message
    if (text === 'cancel') result = { errMsg: `${api}:cancel` }
    else result = { errMsg: text.startsWith(`${api}:`) ? text : `${api}:fail, ${text}` }
  }
  view.say({ type: 'result', id, result })
}

function arrived(view, origin, source) {
  view.document += 1
  view.origin = origin
  view.allowed = null
  view.share = null
  view.timeline = null
  view.tags = null
  view.hidden.clear()
  view.say = message => source.postMessage({ keliu: 'wx', ...message }, origin)
  view.say({ type: 'welcome' })
}

/** A page of the box itself (any of its hosts, this port), not of the product. */
function fromBox(origin) {
  const url = asUrl(origin)
  return (
    url !== null &&
    url.port === location.port &&
    plainUrl(origin) === `http://localhost:${location.port}/`
  )
}

window.addEventListener('message', event => {
  const view = viewOf(event.source)
  const message = event.data
  if (!view || message?.keliu !== 'wx') return
  if (message.type === 'hello') arrived(view, event.origin, event.source)
  else if (message.type === 'page' && fromBox(event.origin) && me().miniReady && miniOf(message.url)) {
    // A link on a web page led into a mini program: it opens over the page, which stays where it was.
    refused(view)
    openLink(message.url)
  } else if (message.type === 'page' && asUrl(message.url)?.origin === event.origin)
    located(view, { url: message.url, title: String(message.title ?? ''), how: message.how })
  else if (message.type === 'call' && view.origin === event.origin) answer(view, message)
  else if (message.type === 'who' && fromBox(event.origin))
    event.source.postMessage({ keliu: 'wx', type: 'you-are', user: me().id }, event.origin)
  else if (message.type === 'refused' && fromBox(event.origin)) refused(view)
})
