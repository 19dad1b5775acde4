import type { Paint } from './draw'
import { computed } from 'vue'
import { isDark } from '@/app/theme'

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function mixed(from: string, to: string, part: number): string {
  const [a, b] = [from, to].map(hex => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)))
  return `rgb(${a!.map((one, at) => Math.round(one + (b![at]! - one) * part)).join(' ')})`
}

/** The colours of the theme; money goes from grey over pale to full green. */
export function usePaint() {
  return computed<Paint>(() => {
    const dark = isDark.value
    const [pale, full] = [token('--kl-bar'), dark ? '#7be0c6' : '#0b4f40']
    return {
      line: token('--kl-line-strong'),
      way: token('--kl-heat'),
      text: token('--kl-text'),
      panel: token('--kl-panel'),
      staff: token('--kl-info'),
      nobody: dark ? '#3f4e47' : '#cbd5e1',
      money: [dark ? '#687b73' : '#a9b4c2', ...[0, 0.33, 0.66, 1].map(part => mixed(pale, full, part))],
    }
  })
}
