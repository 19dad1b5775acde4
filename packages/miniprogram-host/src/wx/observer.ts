/* wx.createIntersectionObserver on the browser's own observer. */
import type { Caller } from '../types'
import { host } from '../runtime/host'
import { domOf, findElements } from './selector-query'

interface Margins { left?: number, right?: number, top?: number, bottom?: number }
type Report = (result: Record<string, unknown>) => void

class Observer {
  private root: Element | null = null
  private margins: Margins = {}
  private observer: IntersectionObserver | null = null

  constructor(private readonly scope: Caller | null, private readonly options: Record<string, any>) {}

  relativeTo(selector: string, margins: Margins = {}): this {
    this.root = domOf(findElements(this.scope, selector)[0] ?? {})
    this.margins = margins
    return this
  }

  relativeToViewport(margins: Margins = {}): this {
    this.root = host.viewOf(this.scope ?? undefined)?.frame ?? null
    this.margins = margins
    return this
  }

  observe(selector: string, report: Report): void {
    const { top = 0, right = 0, bottom = 0, left = 0 } = this.margins
    const found = findElements(this.scope, selector)
    const elements = this.options.observeAll ? found : found.slice(0, 1)
    const byDom = new Map(elements.map(element => [domOf(element) as Element, element]))
    this.observer = new IntersectionObserver((entries) => {
      for (const entry of entries)
        report(shape(entry, byDom.get(entry.target)))
    }, {
      root: this.root,
      rootMargin: `${top}px ${right}px ${bottom}px ${left}px`,
      threshold: this.options.thresholds ?? [0],
    })
    for (const dom of byDom.keys())
      this.observer.observe(dom)
  }

  disconnect(): void {
    this.observer?.disconnect()
  }
}

function rect(box: DOMRectReadOnly | null): Record<string, number> {
  const { left = 0, right = 0, top = 0, bottom = 0, width = 0, height = 0 } = box ?? {}
  return { left, right, top, bottom, width, height }
}

function shape(entry: IntersectionObserverEntry, element: any): Record<string, unknown> {
  return {
    id: element?.id ?? '',
    dataset: element?.dataset ?? {},
    time: Date.now(),
    intersectionRatio: entry.intersectionRatio,
    intersectionRect: rect(entry.intersectionRect),
    boundingClientRect: rect(entry.boundingClientRect),
    relativeRect: rect(entry.rootBounds),
  }
}

export function createIntersectionObserver(scope?: Caller | null, options: Record<string, any> = {}): Observer {
  return new Observer(scope?.$scope ?? scope ?? null, options)
}
