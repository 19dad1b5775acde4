import type { NoticeAnswers, NoticePort } from './types'
import { mayBeWeChat, startSdk } from './jssdk.h5'

const SWITCHED_OFF = '20004'
interface Told { subscribeDetails?: string, errCode?: string | number }

/** WeChat tells {id: '{"status":"accept"}'} as text. */
function answersOf(details = '{}'): NoticeAnswers {
  const told = JSON.parse(details) as Record<string, string>
  return Object.fromEntries(Object.entries(told).map(([id, one]) => [id, (JSON.parse(one) as { status: NoticeAnswers[string] }).status]))
}

/** The tag lives outside of our style sheets: its button brings its own. */
function face(place: Element, label: string): HTMLScriptElement {
  const style = getComputedStyle(place)
  const color = style.getPropertyValue('--accent').trim() || style.getPropertyValue('--brand').trim()
  const button = document.createElement('button')
  button.setAttribute('style', `padding:6px 14px;border:0;border-radius:999px;background:none;color:${color};font:inherit;font-size:15px;font-weight:600`)
  button.textContent = label
  return Object.assign(document.createElement('script'), { type: 'text/wxtag-template', textContent: button.outerHTML })
}

export const noticePort: NoticePort = {
  app: 'oa',
  usable: async setup => mayBeWeChat() && await startSdk(setup),
  kind: 'tag',
  ask: async () => ({}),
  mount: (id, ids, label, told) => {
    const place = document.getElementById(id)
    if (!place)
      return
    const tag = document.createElement('wx-open-subscribe')
    tag.setAttribute('template', ids.join(','))
    tag.append(face(place, label))
    tag.addEventListener('success', event => told(answersOf((event as unknown as CustomEvent<Told>).detail.subscribeDetails)))
    tag.addEventListener('error', event => told(String((event as unknown as CustomEvent<Told>).detail.errCode) === SWITCHED_OFF ? null : {}))
    place.replaceChildren(tag)
  },
}
