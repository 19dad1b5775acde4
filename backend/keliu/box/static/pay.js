// The pay sheet: what is paid, to whom, and one confirmation without a password.
import { post } from './api.js'
import { h, icon } from './dom.js'
import { showOver } from './stage.js'

const yuan = fen => (fen / 100).toFixed(2)

/** Pays what a page or a mini program asked for; fails in WeChat's words. */
export async function openPay(appid, asked) {
  return pay(await post('/phone/api/pay/check', { ...asked, appid: asked.appId ?? appid }))
}

/** Pays what a scanned code or the address of an H5 payment asks for. */
export async function payCode(url) {
  return pay(await post('/phone/api/pay/code', { url }))
}

function pay(order) {
  return new Promise((resolve, reject) => {
    let paid = false
    const problem = h('p', { class: 'problem', role: 'alert' })
    const confirm = h('button', { type: 'button', class: 'green', 'data-act': 'pay' }, '确认支付')
    const sheet = h(
      'div',
      { class: 'sheet pay', role: 'dialog', 'aria-modal': 'true', 'aria-label': '支付', 'data-sheet': 'pay' },
      h('p', { class: 'payee' }, order.merchant),
      h('p', { class: 'what' }, order.description),
      h('p', { class: 'amount', 'data-total': order.total }, `¥${yuan(order.total)}`),
      h('p', { class: 'from' }, '付款方式', h('b', {}, '零钱(盒子)')),
      problem,
      confirm,
      h('button', { type: 'button', class: 'plain', 'data-act': 'cancel', onclick: () => close() }, '取消'),
    )
    confirm.addEventListener('click', async () => {
      confirm.disabled = true
      problem.textContent = ''
      try {
        await post('/phone/api/pay/confirm', { appid: order.appid, prepay_id: order.prepay_id })
      } catch (error) {
        problem.textContent = error.message
        confirm.disabled = false
        return
      }
      paid = true
      close()
      done(order, resolve)
    })
    const close = showOver(sheet, { closed: () => paid || reject(new Error('cancel')) })
  })
}

function done(order, resolve) {
  const finish = h('button', { type: 'button', class: 'green', 'data-act': 'paid' }, '完成')
  const page = h(
    'div',
    { class: 'paid', role: 'dialog', 'aria-label': '支付成功' },
    icon('tick'),
    h('h2', {}, '支付成功'),
    h('p', {}, order.merchant),
    h('p', { class: 'amount' }, `¥${yuan(order.total)}`),
    finish,
  )
  const close = showOver(page, { closed: () => resolve({}) })
  finish.addEventListener('click', () => close())
}

