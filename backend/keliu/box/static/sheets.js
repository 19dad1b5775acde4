// WeChat's own questions: each sheet resolves with what the person chose, false when they did not.
import { fill, h, icon } from './dom.js'
import { showOver } from './stage.js'

/** A sheet from below with WeChat's two buttons. `content` stands between name and buttons. */
export function askBelow({ name, title, content = [], yes = '允许', no = '拒绝', act = 'ask' }) {
  return new Promise(resolve => {
    let answer = false
    const choose = value => () => {
      answer = value
      close()
    }
    const sheet = h(
      'div',
      { class: 'sheet ask', role: 'dialog', 'aria-modal': 'true', 'aria-label': title, 'data-sheet': act },
      h('p', { class: 'asker' }, h('span', { class: 'mini-mark' }, icon('mini')), name),
      h('h2', {}, title),
      ...content,
      h(
        'div',
        { class: 'answers' },
        h('button', { type: 'button', 'data-act': 'cancel', onclick: choose(false) }, no),
        h('button', { type: 'button', class: 'yes', 'data-act': 'allow', onclick: choose(true) }, yes),
      ),
    )
    const close = showOver(sheet, { closed: () => resolve(answer) })
  })
}

/** A question in the middle of the screen. */
export function askMiddle({ title, text = '', yes = '允许', no = '取消' }) {
  return new Promise(resolve => {
    let answer = false
    const choose = value => () => {
      answer = value
      close()
    }
    const dialog = h(
      'div',
      { class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-label': title },
      h('div', { class: 'inner' }, h('h2', {}, title), text ? h('p', {}, text) : null),
      h(
        'div',
        { class: 'answers' },
        h('button', { type: 'button', 'data-act': 'cancel', onclick: choose(false) }, no),
        h('button', { type: 'button', 'data-act': 'allow', onclick: choose(true) }, yes),
      ),
    )
    const close = showOver(dialog, { middle: true, closed: () => resolve(answer) })
  })
}

/** A list of choices from below; resolves with the key of the chosen one, or ''. */
export function chooseBelow(heading, choices) {
  return new Promise(resolve => {
    let chosen = ''
    const row = ([key, label]) =>
      h(
        'button',
        {
          type: 'button',
          class: 'wide-button',
          'data-choice': key,
          onclick: () => {
            chosen = key
            close()
          },
        },
        label,
      )
    const sheet = h(
      'div',
      { class: 'sheet lines', role: 'dialog', 'aria-modal': 'true', 'aria-label': heading },
      heading ? h('p', { class: 'where' }, heading) : null,
      ...choices.map(row),
      h('button', { type: 'button', class: 'wide-button', 'data-act': 'cancel', onclick: () => close() }, '取消'),
    )
    const close = showOver(sheet, { closed: () => resolve(chosen) })
  })
}

/** 手机号: which number goes to the mini program. */
export function askPhoneNumber(name, number) {
  const shown = `${number.slice(0, 3)}****${number.slice(-4)}`
  return askBelow({
    name,
    title: '申请获取并验证你的手机号',
    content: [
      h('div', { class: 'choice-line' }, h('b', {}, shown), h('small', {}, '微信绑定号码'), icon('tick')),
      h('p', { class: 'hint' }, '不允许也可以在小程序里自己填写'),
    ],
    act: 'phone',
  })
}

/** 订阅消息: each template by itself; resolves with {id: 'accept' | 'reject'}. */
export async function askSubscribe(name, templates) {
  const ticks = new Map(templates.map(one => [one.id, true]))
  const rows = templates.map(one => {
    const box = h('input', {
      type: 'checkbox',
      checked: true,
      'data-template': one.id,
      onchange: event => ticks.set(one.id, event.target.checked),
    })
    return h('label', { class: 'choice-line' }, h('b', {}, one.title), box)
  })
  const yes = await askBelow({
    name,
    title: templates.length > 1 ? '想给你发送以下消息' : '想给你发送一条消息',
    content: [h('div', { class: 'choice-box' }, rows), h('p', { class: 'hint' }, '一次允许只能收到一条')],
    no: '取消',
    act: 'subscribe',
  })
  return Object.fromEntries([...ticks].map(([id, on]) => [id, yes && on ? 'accept' : 'reject']))
}

/** 用户隐私保护提示: before a mini program's first look at personal data. */
export function askPrivacy(name, contract) {
  return askBelow({
    name,
    title: '用户隐私保护提示',
    content: [
      h('p', { class: 'hint' }, `在使用服务前,请先阅读${contract}。不同意时,不需要个人信息的功能照常可以用。`),
    ],
    yes: '同意',
    act: 'privacy',
  })
}

/** 授权位置. */
export function askPlace(name) {
  return askBelow({ name, title: '申请获取你的位置信息', content: [h('p', { class: 'hint' }, '用于小程序里需要位置的功能')], act: 'place' })
}

/** A new line of the address book, as WeChat fills it in. */
export function askContact(card) {
  const lines = [
    ['姓名', card.firstName],
    ['手机', card.mobilePhoneNumber],
    ['公司', card.organization],
    ['职位', card.title],
    ['邮箱', card.email],
    ['微信', card.weChatNumber],
    ['地址', card.workAddressStreet],
  ].filter(([, value]) => value)
  const list = fill(h('dl', { class: 'facts' }), lines.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))))
  return askBelow({ name: '手机通讯录', title: '创建新联系人', content: [list], yes: '完成', no: '取消', act: 'contact' })
}
