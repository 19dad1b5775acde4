/** What the console sends into the frame that this page is shown in; nobody else is heard. */
export function onEmbedded(then: (data: unknown) => void): () => void {
  const hear = (event: MessageEvent): void => {
    if (event.origin === location.origin && event.source === window.parent)
      then(event.data)
  }
  window.addEventListener('message', hear)
  window.parent.postMessage({ type: 'keliu.preview.ready' }, location.origin)
  return () => window.removeEventListener('message', hear)
}
