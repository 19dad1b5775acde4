import type { Scanned, ShareSetup } from './types'

export function scanCode(_setup: () => Promise<ShareSetup>): Promise<Scanned> {
  return new Promise((resolve) => {
    uni.scanCode({ success: ({ result }) => resolve({ text: result }), fail: () => resolve('cancelled') })
  })
}
