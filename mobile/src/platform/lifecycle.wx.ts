export interface Visibility { hidden: () => void, shown: () => void }

/** Returns the function that stops watching. */
export function watchVisibility({ hidden, shown }: Visibility): () => void {
  uni.onAppHide(hidden)
  uni.onAppShow(shown)
  return () => {
    uni.offAppHide(hidden)
    uni.offAppShow(shown)
  }
}

/** The mini program's images load themselves when they come near (lazy-load). */
export function onFirstScroll(then: () => void): void {
  then()
}

/** How the mini program was opened, as WeChat numbers it. */
export function launchScene(): string | undefined {
  const scene = uni.getLaunchOptionsSync().scene as number | undefined
  return scene ? String(scene) : undefined
}
