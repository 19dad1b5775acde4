const WANTED = 'keliu.visitor.wanted'
const WANTED_MS = 600_000
const OURS = ['/packages/shop/', '/packages/booking/', '/packages/member/', '/packages/cards/']

/** WeChat leads back to the card; this is where the person really wanted to go. */
export function rememberWanted(path: string): void {
  uni.setStorageSync(WANTED, { path, at: Date.now() })
}

export function takeWanted(): string | undefined {
  const kept = uni.getStorageSync(WANTED) as { path: string, at: number } | ''
  uni.removeStorageSync(WANTED)
  return kept && OURS.some(root => kept.path.startsWith(root)) && Date.now() - kept.at < WANTED_MS ? kept.path : undefined
}
