// What the foreign client does and sees; the test compares.
import { text } from 'node:stream/consumers'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'

const given = JSON.parse(await text(process.stdin))
const seen = await { sale, notice }[process.argv[2]]()
process.stdout.write(JSON.stringify(seen))

/** A whole sale, from the order to the return. */
async function sale() {
  const { base, mchid, serial, privateKey, certs, appid, openid, notifyUrl: notify_url } = given
  const pay = new Wechatpay({ baseURL: base, mchid, serial, privateKey, certs, proxy: false })
  const order = { mchid, appid, notify_url, description: '红富士 5 斤' }
  const amount = { total: 1230, currency: 'CNY' }
  const out_trade_no = 'NODE00000001'
  const asked = path => pay.chain(path).get({ params: { mchid } })

  const made = await pay.v3.pay.transactions.jsapi.post({ ...order, out_trade_no, amount, payer: { openid } })
  const before = await asked(`v3/pay/transactions/out-trade-no/${out_trade_no}`)
  await fetch(`${base}/box/pay/payments`, {
    method: 'POST',
    headers: { 'X-Box-Key': given.key },
    body: JSON.stringify({ user: 'u1', link: made.data.prepay_id }),
  })
  const after = await asked(`v3/pay/transactions/out-trade-no/${out_trade_no}`)
  const back = await pay.v3.refund.domestic.refunds.post({
    out_trade_no,
    out_refund_no: 'NODEBACK0001',
    notify_url,
    amount: { refund: 230, total: 1230, currency: 'CNY' },
  })
  const native = await pay.v3.pay.transactions.native.post({ ...order, out_trade_no: 'NODE00000002', amount })
  const closed = await pay.chain('v3/pay/transactions/out-trade-no/NODE00000002/close').post({ mchid })
  const unknown = await asked('v3/pay/transactions/out-trade-no/NODE99999999').catch(error => error.response)
  return {
    prepay: made.data.prepay_id,
    before: before.data.trade_state,
    after: after.data.trade_state,
    refund: back.data.status,
    code: native.data.code_url,
    closed: closed.status,
    unknown: [unknown.status, unknown.data.code],
    sheet: sheet(appid, made.data.prepay_id, privateKey),
  }
}

/** The pay sheet's parameters, signed by the foreign client. */
function sheet(appId, prepay, privateKey) {
  const said = { appId, timeStamp: `${Formatter.timestamp()}`, nonceStr: Formatter.nonce(), package: `prepay_id=${prepay}` }
  const paySign = Rsa.sign(Formatter.joinedByLineFeed(...Object.values(said)), privateKey)
  return { ...said, signType: 'RSA', paySign }
}

/** A notice, proven and opened. */
async function notice() {
  const { headers, body, certs, apiKey } = given
  const said = Formatter.response(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body)
  const proven = Rsa.verify(said, headers['wechatpay-signature'], certs[headers['wechatpay-serial']])
  const { ciphertext, nonce, associated_data } = JSON.parse(body).resource
  return {
    proven,
    content: JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiKey, nonce, associated_data)),
  }
}
