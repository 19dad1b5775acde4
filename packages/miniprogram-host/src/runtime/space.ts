/* Components: loads the mini program's scripts and registers what they define with glass-easel. */
import type { AppBundle, Caller } from '../types'
import { addGlobalErrorListener, addGlobalWarningListener, Element, globalOptions } from 'glass-easel'
import { component as adapter, MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { recordError, warnings } from '../record'
import { createIntersectionObserver } from '../wx/observer'
import { SelectorQuery } from '../wx/selector-query'
import { eventWrapper } from './event-shape'
import { Modules } from './modules'

type Definition = Record<string, any>

// uni-app puts its event handlers on the instance, not into the definition.
globalOptions.useMethodCallerListeners = true
// Ids reach the DOM with a prefix of their component: `[id$="--name"]`.
globalOptions.writeIdToDOM = true

addGlobalErrorListener((error) => {
  recordError('component', error)
})
addGlobalWarningListener((message) => {
  if (!warnings.includes(message))
    warnings.push(message)
  return false
})

/** Components that joined the page and still have to hear `ready`. */
let waiting: any[] = []

function depth(component: any): number {
  let count = 0
  for (let host = component.ownerShadowRoot?.getHostNode(); host; host = host.ownerShadowRoot?.getHostNode())
    count += 1
  return count
}

/** glass-easel leaves `ready` to its host: inner components first, as in WeChat. */
export function tellReady(): void {
  const batch = waiting
  waiting = []
  const attached = batch.filter(component => Element.isAttached(component))
  for (const component of attached.sort((a, b) => depth(b) - depth(a)))
    component.triggerLifetime('ready', [])
}

/** True while a page is being put together; its own `ready` comes after onShow. */
let building = false

export function whileBuilding<T>(run: () => T): T {
  building = true
  try {
    return run()
  }
  finally {
    building = false
  }
}

export class ComponentSpace {
  readonly env = new MiniProgramEnv()
  readonly codeSpace = this.env.createCodeSpace('app', true)
  readonly modules: Modules
  private readonly templates
  private readonly loaded = new Set<string>()
  private readonly defined = new Set<string>()
  private readonly routes: Set<string>
  private current = ''

  constructor(private readonly bundle: AppBundle, given: Record<string, unknown>) {
    this.templates = bundle.templates(eventWrapper)
    this.routes = new Set(bundle.pages.map(page => page.route))
    this.watchReady()
    improveCallers()
    this.modules = new Modules(bundle, {
      ...given,
      Page: (definition: Definition) => this.define('Page', definition),
      Component: (definition: Definition) => this.define('Component', definition),
      Behavior: (definition: Definition) => this.codeSpace.componentEnv(this.current, env => env.Behavior(withoutBuiltIn(definition))),
    })
  }

  /** Load a component with everything it uses. */
  load(path: string): void {
    if (this.loaded.has(path))
      return
    this.loaded.add(path)
    for (const target of Object.values(this.bundle.configs[path]?.usingComponents ?? {}))
      this.load(target.slice(1))
    const content = this.templates[path]
    if (content)
      this.codeSpace.addCompiledTemplate(path, { content, groupList: this.templates, fallbackListenerOnNativeNode: true })
    this.run(path)
  }

  private run(path: string): void {
    const outer = this.current
    this.current = path
    try {
      this.modules.require(path)
      if (!this.defined.has(path))
        recordError('module', `${path} 没有调用 Page() 或 Component()`)
    }
    catch (error) {
      recordError('module', error)
    }
    finally {
      this.current = outer
    }
  }

  private define(kind: 'Page' | 'Component', definition: Definition): void {
    const path = this.current
    this.defined.add(path)
    const isolation = this.isolationOf(path, definition.options ?? {})
    this.configure(path, isolation)
    this.addStyle(path, isolation)
    this.codeSpace.componentEnv(path, (env) => {
      if (kind === 'Page')
        env.Page(withoutBuiltIn(definition))
      else
        env.Component(withoutBuiltIn(definition))
    })
  }

  private configure(path: string, isolation: string): void {
    const { usingComponents = {}, componentGenerics, componentPlaceholder } = this.bundle.configs[path] ?? {}
    this.codeSpace.addComponentStaticConfig(path, {
      component: true,
      usingComponents,
      componentGenerics,
      componentPlaceholder,
      styleIsolation: isolation as any,
    })
  }

  /** Pages share their styles with what is in them; a component keeps to itself unless it says otherwise. */
  private isolationOf(path: string, options: Definition): string {
    if (this.routes.has(path))
      return 'shared'
    const config = this.bundle.configs[path]
    const open = config?.addGlobalClass ?? options.addGlobalClass
    return config?.styleIsolation ?? options.styleIsolation ?? (open ? 'apply-shared' : 'isolated')
  }

  /** Components are loaded before the page that uses them, so the page's sheet has the last word. */
  private addStyle(path: string, isolation: string): void {
    const sheet = this.bundle.sheets[path]
    if (!sheet)
      return
    this.codeSpace.addStyleSheet(path, undefined, sheet.name)
    const style = document.createElement('style')
    style.dataset.path = path
    style.textContent = isolation === 'shared' ? sheet.shared : sheet.own
    document.head.append(style)
  }

  private watchReady(): void {
    this.codeSpace.setOverallBehavior(this.codeSpace.getComponentSpace().defineBehavior({
      lifetimes: {
        attached(this: any) {
          if (waiting.length === 0 && !building)
            queueMicrotask(tellReady)
          waiting.push(this._$ ?? this)
        },
      },
    } as any))
  }
}

/** `wx://form-field` and its like name abilities of WeChat's own components. */
function withoutBuiltIn(definition: Definition): any {
  if (!Array.isArray(definition.behaviors))
    return definition
  return { ...definition, behaviors: definition.behaviors.filter((item: unknown) => typeof item !== 'string') }
}

/** The adapter's queries measure from the window; a page measures from below the navigation bar. */
function improveCallers(): void {
  const caller = adapter.ComponentCaller.prototype as Caller
  caller.createSelectorQuery = function (this: Caller) {
    return new SelectorQuery().in(this)
  }
  caller.createIntersectionObserver = function (this: Caller, options?: Record<string, unknown>) {
    return createIntersectionObserver(this, options)
  }
}
