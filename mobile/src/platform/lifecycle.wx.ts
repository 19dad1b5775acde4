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
