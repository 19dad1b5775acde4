// 订阅消息: the sheet of a mini program's call and of a page's open tag.
import { get, post, tapId } from './api.js'
import { askSubscribe } from './sheets.js'

/** `app`: {appid, name, kind}. Resolves with {id: 'accept' | 'reject'}; throws in WeChat's words. */
export async function askTemplates({ appid, name, kind }, ids) {
  if (ids.length === 0 || ids.length > 5) throw new Error("TmplIds' length is invalid")
  const { items } = await get(`/phone/api/${kind}/${appid}/templates?ids=${ids.map(encodeURIComponent)}`)
  if (items.length === 0) throw new Error('No template data return, verify the template id exist')
  const answers = await askSubscribe(name, items)
  await post(`/phone/api/${kind}/${appid}/${kind === 'oa' ? 'asked' : 'subscribe'}`, { answers, client_id: tapId() })
  return answers
}
