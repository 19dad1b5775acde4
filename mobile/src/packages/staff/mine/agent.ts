const SYSTEMS: [pattern: RegExp, name: string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'Mac'],
  [/Linux/, 'Linux'],
]
const BROWSERS: [pattern: RegExp, name: string][] = [
  [/MicroMessenger/, '微信'],
  [/Edg\//, 'Edge'],
  [/Firefox/, 'Firefox'],
  [/Chrome/, 'Chrome'],
  [/Safari/, 'Safari'],
]

/** `iPhone · 微信` out of what a browser says about itself; other programs keep their own name. */
export function deviceName(agent: string): string {
  const first = (list: [RegExp, string][]): string => list.find(([pattern]) => pattern.test(agent))?.[1] ?? ''
  return [first(SYSTEMS), first(BROWSERS)].filter(Boolean).join(' · ') || agent
}
