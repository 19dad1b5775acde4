import type { BrandPalette } from '@api'
import { accentVars } from '@/kit/color'
import { screenFrame } from '@/platform'

/** The merchant's colours and the room under the status bar, as variables for everything inside. */
export function cardVars(palette: BrandPalette | undefined): Record<string, string> {
  return { ...accentVars(palette), '--status': `${screenFrame().top}px` }
}
