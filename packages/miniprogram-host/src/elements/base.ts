/* What every built-in component shares. */
import type * as glassEasel from 'glass-easel'
import { send } from '../runtime/send'
import { inlineRpx } from '../units'

export interface SimElement extends HTMLElement {
  __wxElement?: glassEasel.Element
  sim?: Behaviour
}

/** Values WeChat reads as "on" for a switch-like attribute. */
export function isOn(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}

/** Behaviour of one built-in component, living beside its element. */
export class Behaviour {
  /** Attributes that must not reach the DOM under their own name, because HTML reads them differently. */
  protected readonly kept: readonly string[] = []

  constructor(readonly el: SimElement) {}

  /** Called once, right after the element was made and before any attribute is set. */
  init(): void {}

  /** Called after an attribute changed. */
  changed(_name: string, _value: unknown): void {}

  keeps(name: string): boolean {
    return this.kept.includes(name)
  }

  /** The value as the mini program gave it: numbers, arrays and objects stay what they are. */
  attr(name: string): unknown {
    const value = this.el.__wxElement?.getAttribute(name)
    return value === null ? undefined : value
  }

  on(name: string): boolean {
    return isOn(this.attr(name))
  }

  text(name: string, fallback = ''): string {
    const value = this.attr(name)
    return value === undefined || value === null ? fallback : String(value)
  }

  number(name: string, fallback: number): number {
    const value = Number.parseFloat(this.text(name))
    return Number.isFinite(value) ? value : fallback
  }

  emit(type: string, detail: unknown = {}, bubbles = false): void {
    send(this.el, type, detail, { bubbles })
  }
}

/** A form part: it has a name and a value that a form collects. */
export abstract class Field extends Behaviour {
  abstract value(): unknown
  abstract reset(): void
}

export function isField(behaviour: Behaviour | undefined): behaviour is Field {
  return behaviour instanceof Field
}

/** Route attribute changes to the behaviour; glass-easel gives text, the behaviour reads the real value. */
export function attach(el: SimElement, behaviour: Behaviour | null): SimElement {
  const setNative = el.setAttribute.bind(el)
  const removeNative = el.removeAttribute.bind(el)
  el.setAttribute = (name: string, value: string) => {
    if (name === 'style')
      setNative('style', inlineRpx(value))
    else if (!behaviour?.keeps(name))
      setNative(name, value)
    behaviour?.changed(name, name === 'style' ? value : behaviour.attr(name))
  }
  el.removeAttribute = (name: string) => {
    removeNative(name)
    behaviour?.changed(name, undefined)
  }
  if (behaviour) {
    el.sim = behaviour
    behaviour.init()
  }
  return el
}

/** An inner element of ours that the mini program does not know. */
export function inner<K extends keyof HTMLElementTagNameMap>(tag: K, className: string): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag)
  el.className = className
  return el
}
