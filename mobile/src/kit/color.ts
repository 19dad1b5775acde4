import type { BrandPalette, BrandTokens } from '@api'

/** While the merchant is not known yet: the project's own green, as the server would give it. */
const HOUSE: BrandPalette = {
  color: '#137A63',
  light: { accent: '#137A63', on_accent: '#FFFFFF', accent_deep: '#0C4F40', accent_strong: '#137861', accent_soft: '#E3EFEC' },
  dark: { accent: '#137A63', on_accent: '#FFFFFF', accent_deep: '#0C4F40', accent_strong: '#5AA292', accent_soft: '#15322A' },
  notes: [],
}
const NAMES = ['accent', 'on_accent', 'accent_deep', 'accent_strong', 'accent_soft'] as const

const channels = (color: string): string => [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16)).join(' ')

function ofTheme(tokens: BrandTokens, theme: 'day' | 'night'): [string, string][] {
  const named = NAMES.map((name): [string, string] => [`--${name.replaceAll('_', '-')}-${theme}`, tokens[name]])
  return [...named, [`--accent-rgb-${theme}`, channels(tokens.accent)]]
}

/** The merchant's colours as variables; `_accent.scss` chooses by theme. Readable, the server saw to that. */
export function accentVars(palette: BrandPalette = HOUSE): Record<string, string> {
  return Object.fromEntries([...ofTheme(palette.light, 'day'), ...ofTheme(palette.dark, 'night')])
}
