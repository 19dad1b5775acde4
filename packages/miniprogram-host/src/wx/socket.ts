/* wx.connectSocket on a real WebSocket. */
import type { Options } from './api'
import { recordCall } from '../record'
import { Listeners } from '../runtime/emitter'

type Message = string | ArrayBuffer

/** The socket that the older wx.sendSocketMessage and wx.onSocket… speak of. */
let current: SocketTask | null = null
const old = { open: new Listeners(), message: new Listeners(), close: new Listeners(), error: new Listeners() }

class SocketTask {
  private readonly socket: WebSocket
  private readonly opened = new Listeners()
  private readonly messages = new Listeners()
  private readonly closed = new Listeners()
  private readonly failed = new Listeners()

  constructor(url: string, protocols: string[]) {
    this.socket = new WebSocket(url, protocols)
    this.socket.binaryType = 'arraybuffer'
    this.socket.addEventListener('open', () => this.tell(this.opened, old.open, { header: {}, profile: {} }))
    this.socket.addEventListener('message', event => this.tell(this.messages, old.message, { data: event.data as Message }))
    this.socket.addEventListener('close', event => this.tell(this.closed, old.close, { code: event.code, reason: event.reason }))
    this.socket.addEventListener('error', () => this.tell(this.failed, old.error, { errMsg: 'connectSocket:fail' }))
  }

  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3

  get readyState(): number {
    return this.socket.readyState
  }

  onOpen = this.opened.add
  offOpen = this.opened.remove
  onMessage = this.messages.add
  offMessage = this.messages.remove
  onClose = this.closed.add
  offClose = this.closed.remove
  onError = this.failed.add
  offError = this.failed.remove

  send(options: Options): void {
    if (this.socket.readyState !== WebSocket.OPEN)
      return finish(options, 'sendSocketMessage:fail WebSocket is not connected', false)
    this.socket.send(options.data as Message)
    finish(options, 'sendSocketMessage:ok', true)
  }

  close(options: Options = {}): void {
    this.socket.close(options.code ?? 1000, options.reason)
    finish(options, 'closeSocket:ok', true)
  }

  private tell(own: Listeners, global: Listeners, detail: Record<string, unknown>): void {
    own.tell(detail)
    if (current === this)
      global.tell(detail)
  }
}

function finish(options: Options, errMsg: string, ok: boolean): void {
  queueMicrotask(() => {
    (ok ? options.success : options.fail)?.({ errMsg })
    options.complete?.({ errMsg })
  })
}

export function connectSocket(options: Options): SocketTask {
  recordCall('connectSocket', { url: options.url })
  const task = new SocketTask(options.url, options.protocols ?? [])
  current = task
  finish(options, 'connectSocket:ok', true)
  return task
}

export const socketApis = {
  connectSocket,
  sendSocketMessage: (options: Options) => current?.send(options),
  closeSocket: (options: Options = {}) => current?.close(options),
  onSocketOpen: old.open.add,
  onSocketMessage: old.message.add,
  onSocketClose: old.close.add,
  onSocketError: old.error.add,
}
