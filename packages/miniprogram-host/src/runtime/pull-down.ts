/* Pulling the page down past its top starts onPullDownRefresh. */
import { host } from './host'

const FAR_ENOUGH = 70

export function installPullDown(): void {
  let from: number | null = null
  const start = (y: number): void => {
    const view = host.top()
    from = view?.style.enablePullDownRefresh && view.scroll.scrollTop <= 0 ? y : null
  }
  const end = (y: number): void => {
    const view = host.top()
    if (from !== null && y - from > FAR_ENOUGH && view && view.scroll.scrollTop <= 0)
      view.startRefresh()
    from = null
  }
  document.addEventListener('touchstart', event => start(event.touches[0]?.clientY ?? 0), { passive: true })
  document.addEventListener('touchend', event => end(event.changedTouches[0]?.clientY ?? 0))
}
