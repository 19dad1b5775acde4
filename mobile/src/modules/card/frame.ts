import { accentVars } from '@/kit/color'
import { screenFrame } from '@/platform'

/** The merchant's colour and the room under the status bar, as variables for everything inside. */
export function cardVars(brandColor: string): Record<string, string> {
  return { ...accentVars(brandColor), '--status': `${screenFrame().top}px` }
}
