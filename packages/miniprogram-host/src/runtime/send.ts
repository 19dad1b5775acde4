/* Raises an event on a node of the mini program. */
import type { SimElement } from '../elements/base'
import { Event } from 'glass-easel'

interface SendOptions {
  /** Built-in components' own events stay on their element; touches travel up. */
  bubbles?: boolean
  original?: globalThis.Event
  extra?: Record<string, unknown>
}

/** True when a handler caught the event, which is how catchtouchmove stops scrolling. */
export function send(element: SimElement, type: string, detail: unknown, options: SendOptions = {}): boolean {
  const target = element.__wxElement
  if (!target)
    return false
  const bubbles = options.bubbles ?? true
  const event = new Event(type, detail, {
    originalEvent: options.original,
    bubbles,
    composed: bubbles,
    capturePhase: bubbles,
    extraFields: options.extra,
  })
  target.dispatchEvent(event)
  return event.defaultPrevented()
}
