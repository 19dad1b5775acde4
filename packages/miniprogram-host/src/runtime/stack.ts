/* The page stack, without any page: what has to be created, shown, hidden and thrown away. */

export interface Entry {
  id: number
  route: string
  query: Record<string, string>
}

export interface Change {
  create: Entry | null
  show: Entry | null
  hide: Entry | null
  unload: Entry[]
}

/** WeChat's limit of pages on top of each other. */
export const MAX_DEPTH = 10

export class StackError extends Error {}

export class PageStack {
  private entries: Entry[] = []
  private readonly tabs = new Map<string, Entry>()
  private nextId = 1

  constructor(private readonly routes: Set<string>, private readonly tabRoutes: Set<string>) {}

  /** Bottom to top. */
  list(): readonly Entry[] {
    return this.entries
  }

  top(): Entry | null {
    return this.entries.at(-1) ?? null
  }

  isTab(route: string): boolean {
    return this.tabRoutes.has(route)
  }

  navigateTo(route: string, query: Record<string, string>): Change {
    this.mustExist(route)
    if (this.isTab(route))
      throw new StackError('can not navigateTo a tabbar page')
    if (this.entries.length >= MAX_DEPTH)
      throw new StackError(`webview count limit exceed: ${MAX_DEPTH}`)
    const hide = this.top()
    const create = this.make(route, query)
    this.entries.push(create)
    return { create, show: create, hide, unload: [] }
  }

  redirectTo(route: string, query: Record<string, string>): Change {
    this.mustExist(route)
    if (this.isTab(route))
      throw new StackError('can not redirectTo a tabbar page')
    const gone = this.entries.pop()
    if (gone)
      this.tabs.delete(gone.route)
    const create = this.make(route, query)
    this.entries.push(create)
    return { create, show: create, hide: null, unload: gone ? [gone] : [] }
  }

  reLaunch(route: string, query: Record<string, string>): Change {
    this.mustExist(route)
    const unload = [...new Set([...this.entries, ...this.tabs.values()])].reverse()
    this.tabs.clear()
    const create = this.make(route, query)
    this.entries = [create]
    if (this.isTab(route))
      this.tabs.set(route, create)
    return { create, show: create, hide: null, unload }
  }

  switchTab(route: string): Change {
    this.mustExist(route)
    if (!this.isTab(route))
      throw new StackError('can not switch to no-tabBar page')
    const before = this.top()
    const unload = this.entries.filter(entry => this.tabs.get(entry.route) !== entry).reverse()
    const known = this.tabs.get(route)
    const target = known ?? this.make(route, {})
    this.tabs.set(route, target)
    // A tab that was covered by other pages was already hidden when they came.
    const hide = before && before !== target && !unload.includes(before) ? before : null
    this.entries = [target]
    return { create: known ? null : target, show: before === target ? null : target, hide, unload }
  }

  navigateBack(delta: number): Change {
    if (this.entries.length <= 1)
      throw new StackError('cannot navigate back at first page')
    const keep = Math.max(1, this.entries.length - Math.max(1, Math.floor(delta) || 1))
    const unload = this.entries.splice(keep).reverse()
    return { create: null, show: this.top(), hide: null, unload }
  }

  private mustExist(route: string): void {
    if (!this.routes.has(route))
      throw new StackError(`page "${route}" is not found`)
  }

  private make(route: string, query: Record<string, string>): Entry {
    return { id: this.nextId++, route, query }
  }
}
