import type { NoticeAnswers, NoticePort } from './types'

const SWITCHED_OFF = 20004

export const noticePort: NoticePort = {
  app: 'mini',
  usable: async () => true,
  kind: 'button',
  ask: ids => new Promise((resolve) => {
    wx.requestSubscribeMessage({
      tmplIds: ids,
      success: answer => resolve(Object.fromEntries(ids.filter(id => id in answer).map(id => [id, answer[id]])) as NoticeAnswers),
      fail: ({ errCode }) => resolve(errCode === SWITCHED_OFF ? null : {}),
    })
  }),
  mount: () => {},
}
