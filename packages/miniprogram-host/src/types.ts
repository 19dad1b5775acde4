import type * as glassEasel from 'glass-easel'

/** A page component's public face: what `this` is inside a page. */
export type Caller = Record<string, any>

export interface WindowStyle {
  navigationBarTitleText?: string
  navigationBarBackgroundColor?: string
  navigationBarTextStyle?: 'black' | 'white'
  navigationStyle?: 'default' | 'custom'
  backgroundColor?: string
  enablePullDownRefresh?: boolean
  onReachBottomDistance?: number
  disableScroll?: boolean
}

export interface ComponentConfig extends WindowStyle {
  usingComponents: Record<string, string>
  componentGenerics?: Record<string, true | { default?: string }>
  componentPlaceholder?: Record<string, string>
  styleIsolation?: string
  addGlobalClass?: boolean
}

export interface TabItem {
  pagePath: string
  text: string
  iconPath?: string
  selectedIconPath?: string
}

export interface TabBarConfig {
  color?: string
  selectedColor?: string
  backgroundColor?: string
  borderStyle?: string
  list: TabItem[]
}

export interface AppConfig {
  pages: string[]
  entryPagePath?: string
  window?: WindowStyle
  tabBar?: TabBarConfig
  darkmode?: boolean
}

export type ModuleFunction = (
  require: (path: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  ...given: unknown[]
) => void

export type EventWrapper = (caller: unknown, event: unknown, handler: unknown, path: unknown) => unknown

/** What build.mjs writes into app.js. */
export interface AppBundle {
  app: AppConfig
  pages: { route: string, root: string }[]
  configs: Record<string, ComponentConfig>
  styles: Record<string, string[]>
  sheets: Record<string, { name: string, shared: string, own: string }>
  names: string[]
  /** The privacy guide: which kinds of data it names, and which function needs which kind. */
  privacy?: { declared: string[], kinds: Record<string, string> }
  /** theme.json: names and their values in light and dark. */
  theme?: Record<'light' | 'dark', Record<string, string>>
  /** The server's address that was compiled in; a phone has another. */
  server?: string
  scripts: Record<string, ModuleFunction>
  templates: (wrapper: EventWrapper) => Record<string, glassEasel.template.ComponentTemplate['content']>
}

export interface Share {
  title: string
  path: string
  imageUrl: string
  from: 'menu' | 'button'
  appid: string
}

declare global {
  interface Window {
    __KELIU_APP__: AppBundle
  }
}
