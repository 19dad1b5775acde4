import type { ScreenFrame } from './types'

/** Our bar sits on the same line as WeChat's capsule button and leaves its width free. */
export function screenFrame(): ScreenFrame {
  const { statusBarHeight = 20, windowWidth } = uni.getSystemInfoSync()
  try {
    const capsule = uni.getMenuButtonBoundingClientRect()
    const gap = Math.max(4, capsule.top - statusBarHeight)
    return { top: statusBarHeight, bar: capsule.height + gap * 2, capsule: Math.max(0, windowWidth - capsule.left) }
  }
  catch {
    return { top: statusBarHeight, bar: 44, capsule: 96 }
  }
}
