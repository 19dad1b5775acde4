/** A mini program stands in nobody's frame. */
export function onEmbedded(_then: (data: unknown) => void): () => void {
  return () => {}
}
