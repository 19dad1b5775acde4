import type { AssociatedBackend, Root } from 'glass-easel-miniprogram-adapter'
/* One page on the screen: its frame, its component and its life. */
import type { Caller, WindowStyle } from '../types'
import type { EventChannel } from './emitter'
import type { ComponentSpace } from './space'
import type { Entry } from './stack'
import { inner } from '../elements/base'
import { recordError } from '../record'
import { tellReady, whileBuilding } from './space'

const REACH_BOTTOM = 50

function toQuery(query: Record<string, string>): string {
  return Object.entries(query).map(([key, value]) => `${key}=${value}`).join('&')
}

export class PageView {
  readonly frame = inner('div', 'sim-frame')
  readonly scroll = inner('div', 'sim-scroll')
  readonly page = inner('div', 'sim-page')
  readonly style: WindowStyle
  caller: Caller = {}
  private root: Root | null = null
  private isReady = false
  private nearBottom = false
  refreshing = false

  constructor(readonly entry: Entry, style: WindowStyle, styleSources: string[], readonly channel: EventChannel) {
    this.style = { ...style }
    this.frame.dataset.custom = String(style.navigationStyle === 'custom')
    this.page.dataset.route = entry.route
    this.page.dataset.style = styleSources.join(' ')
    this.frame.style.background = style.backgroundColor ?? ''
    this.scroll.append(inner('div', 'sim-refresh'), this.page)
    this.frame.append(this.scroll)
    if (style.disableScroll)
      this.scroll.style.overflow = 'hidden'
    this.scroll.addEventListener('scroll', () => this.scrolled(), { passive: true })
  }

  get path(): string {
    const query = toQuery(this.entry.query)
    return query ? `${this.entry.route}?${query}` : this.entry.route
  }

  /** Create the component, put it on the screen, run onLoad. */
  open(space: ComponentSpace, backend: AssociatedBackend, stage: HTMLElement): void {
    const { route, query } = this.entry
    whileBuilding(() => {
      space.load(route)
      this.root = backend.createRoot('page', space.codeSpace, route)
      this.caller = this.root.get() as unknown as Caller
      // uni-app takes a component for a page when it has a route, so this comes before `attached`.
      Object.assign(this.caller, { route, __route__: route, options: query, __wxWebviewId__: this.entry.id })
      this.caller.getOpenerEventChannel = () => this.channel
      this.caller.getPageId = () => `page-${this.entry.id}`
      stage.append(this.frame)
      const placeholder = document.createElement('div')
      this.page.append(placeholder)
      this.root.attach(this.page as any, placeholder as any)
      this.call('onLoad', { ...query })
    })
  }

  show(): void {
    this.frame.hidden = false
    this.tell('show')
    if (this.isReady)
      return
    this.isReady = true
    tellReady()
    this.call('onReady')
  }

  hide(): void {
    this.tell('hide')
    this.frame.hidden = true
  }

  /** The page's own onShow or onHide, and pageLifetimes of its components. */
  tell(what: 'show' | 'hide'): void {
    this.call(what === 'show' ? 'onShow' : 'onHide')
    this.root?.getComponent().triggerPageLifetime(what, [])
  }

  close(): void {
    this.call('onUnload')
    this.root?.release()
    this.frame.remove()
  }

  /** Run one of the page's own functions; its error is recorded, as WeChat shows it in the console. */
  call(name: string, ...args: unknown[]): unknown {
    const method = this.caller[name]
    if (typeof method !== 'function')
      return undefined
    try {
      return method.apply(this.caller, args)
    }
    catch (error) {
      recordError('component', error)
      return undefined
    }
  }

  has(name: string): boolean {
    return typeof this.caller[name] === 'function'
  }

  startRefresh(): void {
    if (this.refreshing)
      return
    this.refreshing = true
    this.frame.classList.add('sim-refreshing')
    this.call('onPullDownRefresh')
  }

  stopRefresh(): void {
    this.refreshing = false
    this.frame.classList.remove('sim-refreshing')
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll
    this.call('onPageScroll', { scrollTop })
    const near = scrollHeight - scrollTop - clientHeight <= (this.style.onReachBottomDistance ?? REACH_BOTTOM)
    if (near && !this.nearBottom)
      this.call('onReachBottom')
    this.nearBottom = near
  }
}
