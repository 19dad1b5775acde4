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
