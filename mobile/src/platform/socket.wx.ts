import type { OpenSocket } from './types'

export const openSocket: OpenSocket = (url, handlers) => {
  // Without a callback uni-app would return a promise instead of the task.
  const task = uni.connectSocket({ url, complete: () => {} })
  let over = false
  const end = (code: number): void => {
    if (over)
      return
    over = true
    handlers.closed(code)
  }
  task.onOpen(() => handlers.opened())
  task.onMessage(({ data }) => handlers.message(String(data)))
  task.onClose((result: { code?: number }) => end(result.code ?? 1006))
  task.onError(() => end(1006))
  return {
    send: text => task.send({ data: text }),
    close: () => task.close({ code: 1000 }),
  }
}
