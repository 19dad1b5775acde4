/* wx.createSelectorQuery: sizes count from the page, below the navigation bar. */
import type { SimElement } from '../elements/base'
import type { PageView } from '../runtime/page'
import type { Caller } from '../types'
import { host } from '../runtime/host'

type Fields = Record<string, unknown>
type Callback = (result: unknown) => void

interface Question {
  selector: string | null
  single: boolean
  fields: Fields
  scope: Caller | null
  tell?: Callback
}

const RECT = { id: true, dataset: true, rect: true, size: true }

export class SelectorQuery {
  private readonly questions: Question[] = []
  private scope: Caller | null = null

  select = (selector: string): NodesRef => new NodesRef(this, selector, true)
  selectAll = (selector: string): NodesRef => new NodesRef(this, selector, false)
  selectViewport = (): NodesRef => new NodesRef(this, null, true)

  ask(selector: string | null, single: boolean, fields: Fields, tell?: Callback): this {
    this.questions.push({ selector, single, fields, scope: this.scope, tell })
    return this
  }

  in(scope: Caller): this {
    // uni-app hands over its own component, which carries the real one.
    this.scope = scope?.$scope ?? scope ?? null
    return this
  }

  exec(callback?: (results: unknown[]) => void): this {
    const questions = [...this.questions]
    // After the next frame, so that data set just before is on the screen.
    window.requestAnimationFrame(() => window.setTimeout(() => {
      const results = questions.map(answer)
      questions.forEach(({ tell }, index) => tell?.(results[index]))
      callback?.(results)
    }))
    return this
  }
}

class NodesRef {
  constructor(private readonly query: SelectorQuery, private readonly selector: string | null, private readonly single: boolean) {}

  private ask(fields: Fields, tell?: Callback): SelectorQuery {
    return this.query.ask(this.selector, this.single, fields, tell)
  }

  boundingClientRect = (tell?: Callback): SelectorQuery => this.ask(RECT, tell)
  scrollOffset = (tell?: Callback): SelectorQuery => this.ask({ id: true, dataset: true, scrollOffset: true }, tell)
  fields = (fields: Fields, tell?: Callback): SelectorQuery => this.ask(fields, tell)
  node = (tell?: Callback): SelectorQuery => this.ask({ node: true }, tell)
  context = (tell?: Callback): SelectorQuery => this.ask({ context: true }, tell)
}

/** Elements a selector means inside a component, or inside the page without one. */
export function findElements(scope: Caller | null, selector: string): any[] {
  const caller = scope?._$ ? scope : host.top()?.caller
  return caller?._$?.getShadowRoot()?.querySelectorAll(selector) ?? []
}

function answer({ selector, single, fields, scope }: Question): unknown {
  const view = host.viewOf(scope ?? undefined)
  if (selector === null)
    return viewport(view, fields)
  const found = findElements(scope, selector).map(element => describe(element, fields, view))
  return single ? found[0] ?? null : found
}

function viewport(view: PageView | null, fields: Fields): unknown {
  const width = view?.frame.clientWidth ?? window.innerWidth
  const height = view?.frame.clientHeight ?? window.innerHeight
  return {
    id: '',
    dataset: {},
    ...(fields.rect ? { left: 0, top: 0, right: width, bottom: height } : {}),
    ...(fields.size ? { width, height } : {}),
    ...(fields.scrollOffset ? offsets(view?.scroll ?? document.body) : {}),
  }
}

function offsets(element: HTMLElement): Record<string, number> {
  const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = element
  return { scrollLeft, scrollTop, scrollWidth, scrollHeight }
}

function describe(element: any, fields: Fields, view: PageView | null): unknown {
  const dom = domOf(element)
  const origin = view?.frame.getBoundingClientRect()
  const box = dom?.getBoundingClientRect() ?? new DOMRect()
  const left = box.left - (origin?.left ?? 0)
  const top = box.top - (origin?.top ?? 0)
  const styles = dom && Array.isArray(fields.computedStyle) ? window.getComputedStyle(dom) : null
  return {
    ...(fields.id ? { id: element.id } : {}),
    ...(fields.dataset ? { dataset: element.dataset ?? {} } : {}),
    ...(fields.mark ? { mark: element.collectMarks() } : {}),
    ...(fields.rect ? { left, top, right: left + box.width, bottom: top + box.height } : {}),
    ...(fields.size ? { width: box.width, height: box.height } : {}),
    ...(fields.scrollOffset && dom ? offsets(dom) : {}),
    ...(fields.node ? { node: dom, nodeCanvasType: '2d' } : {}),
    ...(fields.context && dom ? { context: dom } : {}),
    ...pick(fields.properties, name => element.getAttribute(name)),
    ...pick(styles ? fields.computedStyle : [], name => styles?.[name as never]),
  }
}

function pick(names: unknown, read: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries((Array.isArray(names) ? names as string[] : []).map(name => [name, read(name)]))
}

/** A component without an element of its own (virtualHost) is measured by its first element. */
export function domOf(element: any): SimElement | null {
  if (element.$$)
    return element.$$ as SimElement
  const children: any[] = element.shadowRoot?.childNodes ?? element.childNodes ?? []
  for (const child of children) {
    const found = child.asElement?.() ? domOf(child) : null
    if (found)
      return found
  }
  return null
}
