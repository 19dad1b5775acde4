import type { SharePort } from './types'

/** WeChat asks the page itself what to send (onShareAppMessage), so nothing is prepared here. */
export const sharePort: SharePort = {
  nativeButton: true,
  signedUrl: () => null,
  start: async () => true,
  offer: () => {},
  forward: async () => 'menu',
}
