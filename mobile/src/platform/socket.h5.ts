import type { OpenSocket } from './types'

export const openSocket: OpenSocket = (url, handlers) => {
  const socket = new WebSocket(url)
  socket.onopen = () => handlers.opened()
  socket.onmessage = event => handlers.message(String(event.data))
  socket.onclose = event => handlers.closed(event.code)
  return {
    send: text => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(1000),
  }
}
