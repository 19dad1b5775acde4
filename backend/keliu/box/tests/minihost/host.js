// The smallest mini program: every button asks the phone one thing and writes down the answer.
const query = new URLSearchParams(location.search)
const phone = query.get('phone')
let next = 1
const ask = (what, args = {}) => window.parent.postMessage({ source: 'keliu-host', type: 'ask', id: next++, what, args }, phone)
const note = text => (document.getElementById('log').textContent += `${text}\n`)
window.addEventListener('message', ({ data, origin }) => {
  if (origin !== phone || data.keliu !== 'mini') return
  if (data.type === 'answer') note(data.ok ? JSON.stringify(data.value ?? null) : `fail ${data.error}`)
  else note(data.type)
})
window.addEventListener('DOMContentLoaded', () => {
  const on = (id, what, args) => document.getElementById(id).addEventListener('click', () => ask(what, args))
  on('login', 'login')
  on('phone', 'phoneNumber')
  on('share', 'share', { title: '中秋礼盒', path: 'pages/card/index?c=1', picture: '' })
  on('agree', 'privacy', { contract: '《用户隐私保护指引》' })
  on('ask', 'subscribe', { tmplIds: ['work', 'none'] })
  on('pay', 'pay', { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' })
  on('contact', 'contact', { sessionFrom: 'card:1', title: '中秋礼盒', path: 'pages/card/index?c=1' })
  note(`${query.get('path')} ${query.get('scene')}`)
  window.parent.postMessage({ source: 'keliu-host', type: 'ready' }, '*')
})
