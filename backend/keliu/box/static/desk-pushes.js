// What the box pushed to products, as lines of the panel: to whom, about whom, what came back.
import { h } from './dom.js'
import { when } from './words.js'

const MODES = { safe: '安全模式', compatible: '兼容模式', plain: '明文模式' }
const TROUBLE = { timeout: '5 秒没回答', unreachable: '连不上', status: '没接受' }
const WORDS = {
  text: '文字', image: '图片', voice: '语音', video: '视频', shortvideo: '小视频',
  location: '位置', link: '链接', miniprogrampage: '小程序卡片',
  subscribe: '关注', unsubscribe: '取消关注', SCAN: '扫码', CLICK: '点菜单', VIEW: '打开菜单网页',
  view_miniprogram: '打开菜单小程序', LOCATION: '上报位置', user_enter_tempsession: '进入客服',
  TEMPLATESENDJOBFINISH: '模板消息结果', MASSSENDJOBFINISH: '群发结果', wxa_media_check: '图片检测结果',
  subscribe_msg_popup_event: '订阅弹窗', subscribe_msg_change_event: '订阅设置变化',
  subscribe_msg_sent_event: '订阅消息结果', PUBLISHJOBFINISH: '发布结果',
}

function outcome(push) {
  if (!push.error) return String(push.status)
  if (push.error.startsWith('malformed')) return '回复不合规矩'
  return push.status ? `${TROUBLE[push.error]}(${push.status})` : TROUBLE[push.error]
}

function facts(push) {
  const tries = push.tries > 1 ? ` · 推了 ${push.tries} 次` : ''
  const reason = push.error.startsWith('malformed: ') ? ` · ${push.error.slice(11)}` : ''
  return `${MODES[push.mode]} ${push.format.toUpperCase()} · ${push.ms} 毫秒${tries} · ${when(push.at)}${reason}`
}

/** The newest pushes; `nameOf` says who a person is. */
export function pushLines(pushes, nameOf) {
  if (!pushes.length) return [h('li', { class: 'none' }, '还没有推送。登记推送地址后,关注、说话、点菜单都会推过去')]
  return pushes.map(push =>
    h(
      'li',
      { 'data-push': push.id },
      h(
        'div',
        {},
        h('b', {}, `${nameOf(push.user)} · ${WORDS[push.event] ?? WORDS[push.kind] ?? (push.event || push.kind)}`),
        h('span', { class: push.error ? 'code wrong' : 'code' }, outcome(push)),
      ),
      h('small', {}, facts(push)),
    ),
  )
}

/** Where an app's pushes go, in one line. */
export function pushAddress(app) {
  if (!app.push) return '没有登记推送地址'
  return `推送到 ${app.push.url},${MODES[app.push.mode]} ${app.push.format.toUpperCase()}`
}
