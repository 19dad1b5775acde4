/* The DOM as glass-easel sees it: elements come with our behaviour, events come from our gestures. */
import type { SimElement } from '../elements/base'
import { CurrentWindowBackendContext } from 'glass-easel'
import { createSimElement } from '../elements'
import { send } from './send'

/** DOM events that a mini program may listen to as they are. */
const PASSED_ON = new Set(['transitionend', 'animationstart', 'animationiteration', 'animationend'])

export class PhoneBackend extends CurrentWindowBackendContext {
  private readonly watched = new WeakMap<Element, Set<string>>()

  override document = {
    createElement: (tag: string) => createSimElement(tag),
    createTextNode: (text: string) => document.createTextNode(text),
    createDocumentFragment: () => document.createDocumentFragment(),
  } as any

  /** Taps and touches come from gestures.ts; the base class would add its own recogniser. */
  override onEvent(): void {}

  /** Built-in components and gestures raise their events themselves; only a few come from the DOM. */
  override setListenerStats(element: any, type: string): void {
    if (!PASSED_ON.has(type))
      return
    const known = this.watched.get(element) ?? new Set<string>()
    if (known.has(type))
      return
    this.watched.set(element, known.add(type))
    ;(element as HTMLElement).addEventListener(type, (event) => {
      if (event.target === element)
        send(element as SimElement, type, {}, { original: event })
    })
  }
}
