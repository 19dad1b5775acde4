export interface Visibility { hidden: () => void, shown: () => void }

/** Returns the function that stops watching. */
export function watchVisibility({ hidden, shown }: Visibility): () => void {
  const change = (): void => document.visibilityState === 'hidden' ? hidden() : shown()
  document.addEventListener('visibilitychange', change)
  // Safari does not always tell of hiding before it leaves.
  window.addEventListener('pagehide', hidden)
  window.addEventListener('online', shown)
  return () => {
    document.removeEventListener('visibilitychange', change)
    window.removeEventListener('pagehide', hidden)
    window.removeEventListener('online', shown)
  }
}

/** For pictures below the first screen: this host would load them all at once. */
export function onFirstScroll(then: () => void): void {
  window.addEventListener('scroll', then, { once: true, passive: true })
}

/** How WeChat opened the page, where its address says so. */
export function launchScene(): string | undefined {
  const from = /[?&]from=(\w+)/.exec(location.search)?.[1]
  return from === 'timeline' ? 'moments' : from === 'singlemessage' || from === 'groupmessage' ? 'chat' : undefined
}
