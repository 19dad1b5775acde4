import type { ScreenFrame } from './types'

export function screenFrame(): ScreenFrame {
  return { top: 0, bar: 48, capsule: 0 }
}
