/* The running mini program: one app, one page stack, one screen. */
import type { AppBundle, Caller } from '../types'
import type { EventChannel } from './emitter'
import type { Change, Entry } from './stack'
import { config } from '../config'
import { namePagesWith, recordError } from '../record'
import { Screen } from '../ui/screen'
import { parsePath } from '../units'
import { PhoneBackend } from './backend'
import { channelPair, Listeners } from './emitter'
import { PageView } from './page'
import { ComponentSpace } from './space'
import { PageStack } from './stack'
import { onThemeChange } from './theme'

export interface LaunchOptions {
  path: string
  query: Record<string, string>
  scene: number
  referrerInfo: Record<string, unknown>
  shareTicket?: string
}

type AppDefinition = Record<string, any>

class Host {
  readonly bundle: AppBundle = window.__KELIU_APP__
  readonly stack = new PageStack(
    new Set(this.bundle.pages.map(page => page.route)),
    new Set((this.bundle.app.tabBar?.list ?? []).map(tab => tab.pagePath)),
  )

  readonly screen = new Screen(this.bundle.app)
  readonly appShow = new Listeners()
  readonly appHide = new Listeners()
  readonly appError = new Listeners()
  readonly appRejection = new Listeners()
  readonly pageNotFound = new Listeners()
  launch: LaunchOptions = { path: '', query: {}, scene: 1001, referrerInfo: {} }
  enter: LaunchOptions = this.launch
  app: AppDefinition = {}
  private readonly views = new Map<number, PageView>()
  private space!: ComponentSpace
  private backend!: ReturnType<ComponentSpace['env']['associateBackend']>

  /** Load the app's scripts and open the first page. */
  start(given: Record<string, unknown>, path: string, scene: number): void {
    namePagesWith(() => this.stack.top()?.route ?? '')
    this.space = new ComponentSpace(this.bundle, {
      ...given,
      App: (definition: AppDefinition) => this.defineApp(definition),
      getApp: () => this.app,
      getCurrentPages: () => this.pages().map(view => view.caller),
    })
    this.backend = this.space.env.associateBackend(new PhoneBackend() as any)
    const first = parsePath(path || this.bundle.app.entryPagePath || this.bundle.app.pages[0] || '', '')
    this.launch = { path: first.route, query: first.query, scene, referrerInfo: config.referrer ? { appId: config.referrer } : {} }
    this.enter = this.launch
    try {
      this.space.modules.require('app')
    }
    catch (error) {
      recordError('module', error)
    }
    this.callApp('onLaunch', this.launch)
    this.callApp('onShow', this.launch)
    this.openFirst(first.route, first.query)
    onThemeChange(() => this.screen.draw(this.top(), this.stack.list().length))
    document.addEventListener('visibilitychange', () => document.hidden ? this.toBackground() : this.toForeground())
  }

  /** Come back through a code, a link or a shared card: the app shows, then all pages give way to this one. */
  enterAt(path: string, scene: number): void {
    const { route, query } = parsePath(path.startsWith('/') ? path : `/${path}`, '')
    this.enter = { path: route, query, scene, referrerInfo: {} }
    this.callApp('onShow', this.enter)
    this.appShow.tell(this.enter)
    this.openFirst(route, query)
  }

  pages(): PageView[] {
    return this.stack.list().flatMap(entry => this.views.get(entry.id) ?? [])
  }

  top(): PageView | null {
    return this.pages().at(-1) ?? null
  }

  /** The page a component lives in; the page on top when that cannot be said. */
  viewOf(caller: Caller | undefined): PageView | null {
    const element = caller?._$?.$$ as Element | undefined
    return this.pages().find(view => element && view.frame.contains(element)) ?? this.top()
  }

  navigateTo(url: string, events?: Record<string, (...args: any[]) => void>): EventChannel {
    const target = parsePath(url, this.stack.top()?.route ?? '')
    const { opener, opened } = channelPair(events)
    this.apply(this.stack.navigateTo(target.route, target.query), opened)
    return opener
  }

  redirectTo(url: string): void {
    const target = parsePath(url, this.stack.top()?.route ?? '')
    this.apply(this.stack.redirectTo(target.route, target.query))
  }

  reLaunch(url: string): void {
    const target = parsePath(url, this.stack.top()?.route ?? '')
    this.apply(this.stack.reLaunch(target.route, target.query))
  }

  switchTab(url: string, byHand = false): void {
    const { route } = parsePath(url, this.stack.top()?.route ?? '')
    this.apply(this.stack.switchTab(route))
    if (byHand)
      this.top()?.call('onTabItemTap', this.screen.tabItem(route))
  }

  navigateBack(delta: number): void {
    this.apply(this.stack.navigateBack(delta))
  }

  private openFirst(route: string, query: Record<string, string>): void {
    try {
      this.apply(this.stack.reLaunch(route, query))
    }
    catch {
      const detail = { path: route, query, isEntryPage: true }
      this.callApp('onPageNotFound', detail)
      this.pageNotFound.tell(detail)
      if (!this.stack.top())
        recordError('module', `page "${route}" is not found`)
    }
  }

  private apply(change: Change, channel?: EventChannel): void {
    if (change.hide)
      this.views.get(change.hide.id)?.hide()
    for (const gone of change.unload)
      this.drop(gone)
    if (change.create)
      this.create(change.create, channel ?? channelPair().opened)
    if (change.show)
      this.views.get(change.show.id)?.show()
    this.screen.draw(this.top(), this.stack.list().length)
  }

  private create(entry: Entry, channel: EventChannel): void {
    const style = { ...this.bundle.app.window, ...this.bundle.configs[entry.route] }
    const view = new PageView(entry, style, this.bundle.styles[entry.route] ?? [], channel)
    this.views.set(entry.id, view)
    // The bars are drawn first so that the page measures its real size while it loads.
    this.screen.draw(view, this.stack.list().length)
    view.open(this.space, this.backend, this.screen.stage)
  }

  private drop(entry: Entry): void {
    this.views.get(entry.id)?.close()
    this.views.delete(entry.id)
  }

  private defineApp(definition: AppDefinition): void {
    this.app = definition
  }

  callApp(name: string, ...args: unknown[]): void {
    try {
      this.app[name]?.(...args)
    }
    catch (error) {
      recordError('component', error)
    }
  }

  toBackground(): void {
    this.top()?.tell('hide')
    this.callApp('onHide')
    this.appHide.tell()
  }

  toForeground(): void {
    const view = this.top()
    this.enter = { ...this.launch, path: view?.entry.route ?? '', query: view?.entry.query ?? {} }
    this.callApp('onShow', this.enter)
    this.appShow.tell(this.enter)
    view?.tell('show')
  }
}

export const host = new Host()
