/* What WeChat draws around a page: navigation bar, capsule, tab bar. */
import type { PageView } from '../runtime/page'
import type { AppConfig, TabItem } from '../types'
import { config } from '../config'
import { inner } from '../elements/base'
import { themed } from '../runtime/theme'
import { assetUrl } from '../units'

export const NAV_HEIGHT = 44
const TAB_HEIGHT = 50
const CAPSULE = { width: 87, height: 32, right: 7, top: 6 }

interface Actions { back: () => void, home: () => void, menu: () => void, close: () => void, tab: (route: string) => void }

export class Screen {
  readonly root = inner('div', 'sim-screen')
  readonly stage = inner('div', 'sim-stage')
  private readonly nav = inner('header', 'sim-nav')
  private readonly backButton = inner('button', 'sim-back')
  private readonly title = inner('div', 'sim-title')
  private readonly capsule = inner('div', 'sim-capsule')
  private readonly tabs = inner('nav', 'sim-tabs')
  private readonly tabList: TabItem[]
  private readonly badges = new Map<number, string>()
  private tabsHidden = false
  private canGoBack = false

  constructor(private readonly app: AppConfig) {
    this.tabList = app.tabBar?.list ?? []
    this.root.style.setProperty('--status-bar', `${this.statusBar}px`)
    this.nav.append(this.backButton, this.title)
    this.root.append(this.stage, this.nav, this.capsule, this.tabs)
  }

  get statusBar(): number {
    return config.statusBar ?? 20
  }

  /** Put the phone on the page and connect its buttons. */
  mount(actions: Actions): void {
    document.body.append(this.root)
    this.backButton.setAttribute('aria-label', '返回')
    this.backButton.addEventListener('click', () => this.canGoBack ? actions.back() : actions.home())
    const more = Object.assign(inner('button', 'sim-more'), { textContent: '…', ariaLabel: '更多' })
    const close = Object.assign(inner('button', 'sim-close'), { textContent: '◎', ariaLabel: '关闭' })
    more.addEventListener('click', actions.menu)
    close.addEventListener('click', actions.close)
    this.capsule.append(more, close)
    this.tabs.addEventListener('click', (event) => {
      const route = (event.target as Element).closest<HTMLElement>('[data-route]')?.dataset.route
      if (route)
        actions.tab(route)
    })
    window.addEventListener('resize', () => this.measure())
  }

  draw(view: PageView | null, depth: number): void {
    if (!view)
      return
    const { style } = view
    const custom = style.navigationStyle === 'custom'
    const isTab = this.tabList.some(tab => tab.pagePath === view.entry.route)
    this.nav.hidden = custom
    this.title.textContent = style.navigationBarTitleText ?? ''
    document.title = style.navigationBarTitleText || '小程序'
    this.nav.style.background = themed(style.navigationBarBackgroundColor) ?? '#000'
    this.colour(themed(style.navigationBarTextStyle) ?? 'white')
    this.canGoBack = depth > 1
    this.backButton.hidden = !this.canGoBack && (isTab || view.entry.route === this.app.pages[0])
    this.backButton.dataset.kind = this.canGoBack ? 'back' : 'home'
    this.tabs.hidden = !isTab || this.tabsHidden
    if (isTab)
      this.drawTabs(view.entry.route)
    view.frame.style.top = custom ? '0' : `${this.statusBar + NAV_HEIGHT}px`
    view.frame.style.bottom = this.tabs.hidden ? '0' : `${TAB_HEIGHT}px`
    this.measure()
  }

  /** The capsule follows the page; the phone's own clock above it does too. */
  private colour(text: string): void {
    this.root.dataset.text = text
    window.parent.postMessage({ source: 'keliu-host', type: 'bar', text }, '*')
  }

  /** `vh` of a page is a hundredth of what is left between the bars. */
  private measure(): void {
    for (const frame of this.stage.querySelectorAll<HTMLElement>('.sim-frame'))
      frame.style.setProperty('--sim-vh', `${this.heightFor(frame) / 100}px`)
  }

  private heightFor(frame: HTMLElement): number {
    return window.innerHeight - Number.parseFloat(frame.style.top || '0') - Number.parseFloat(frame.style.bottom || '0')
  }

  pageHeight(view: PageView | null): number {
    return view ? this.heightFor(view.frame) : window.innerHeight
  }

  capsuleRect(): Record<string, number> {
    const top = this.statusBar + CAPSULE.top
    const left = window.innerWidth - CAPSULE.right - CAPSULE.width
    return { width: CAPSULE.width, height: CAPSULE.height, top, left, right: left + CAPSULE.width, bottom: top + CAPSULE.height }
  }

  tabItem(route: string): { index: number, pagePath: string, text: string } {
    const index = this.tabList.findIndex(tab => tab.pagePath === route)
    return { index, pagePath: route, text: this.tabList[index]?.text ?? '' }
  }

  setTab(index: number, change: Partial<TabItem>, redraw: PageView | null, depth: number): void {
    const tab = this.tabList[index]
    if (tab)
      Object.assign(tab, change)
    this.draw(redraw, depth)
  }

  /** A badge with text, a dot for an empty text, nothing for null. */
  setBadge(index: number, text: string | null, redraw: PageView | null, depth: number): void {
    if (text === null)
      this.badges.delete(index)
    else
      this.badges.set(index, text)
    this.draw(redraw, depth)
  }

  hideTabs(hidden: boolean, redraw: PageView | null, depth: number): void {
    this.tabsHidden = hidden
    this.draw(redraw, depth)
  }

  private drawTabs(current: string): void {
    const bar = this.app.tabBar
    this.tabs.style.background = bar?.backgroundColor ?? '#fff'
    this.tabs.replaceChildren(...this.tabList.map((tab, index) => {
      const button = inner('button', 'sim-tab')
      const active = tab.pagePath === current
      button.dataset.route = tab.pagePath
      button.style.color = (active ? bar?.selectedColor : bar?.color) ?? ''
      if (active)
        button.setAttribute('aria-current', 'page')
      const icon = active ? tab.selectedIconPath ?? tab.iconPath : tab.iconPath
      if (icon)
        button.append(Object.assign(inner('img', ''), { src: assetUrl(`/${icon.replace(/^\//, '')}`, ''), alt: '' }))
      button.append(tab.text)
      const badge = this.badges.get(index)
      if (badge !== undefined)
        button.append(Object.assign(inner('i', badge ? 'sim-badge' : 'sim-dot'), { textContent: badge }))
      return button
    }))
  }
}
