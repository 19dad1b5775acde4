/* Touches and taps from fingers and from the mouse. */
import type { SimElement } from '../elements/base'
import { send } from './send'

const TAP_DISTANCE = 10
const LONG_PRESS_MS = 350
/** Browsers repeat a touch as mouse events; those come within this time. */
const GHOST_MS = 800
const HOVER_STAY_MS = 70
const BUILT_IN_HOVER = new Set(['button-hover', 'navigator-hover'])
/** glass-easel's place for classes that come and go. */
const TEMPORARY = 3

interface Point {
  identifier: number
  clientX: number
  clientY: number
}

interface Press {
  start: Point
  moved: boolean
  long: boolean
  timer: number
}

const presses = new Map<number, Press>()
let lastTouch = -GHOST_MS
let lastTap = -GHOST_MS

/** The nearest node the mini program knows. */
export function nodeOf(target: EventTarget | null): SimElement | null {
  let node = target as SimElement | null
  while (node && !node.__wxElement)
    node = node.parentNode as SimElement | null
  return node
}

function shape(point: Point): Record<string, number> {
  // Coordinates count from the page, which starts below the navigation bar.
  const frame = document.querySelector('.sim-frame:not([hidden])')?.getBoundingClientRect()
  const x = point.clientX - (frame?.left ?? 0)
  const y = point.clientY - (frame?.top ?? 0)
  return { identifier: point.identifier, clientX: x, clientY: y, pageX: x, pageY: y + pageScroll(), force: 1 }
}

function pageScroll(): number {
  return document.querySelector('.sim-frame:not([hidden]) > .sim-scroll')?.scrollTop ?? 0
}

function touch(type: string, node: SimElement, all: Point[], changed: Point[], original: Event): boolean {
  return send(node, type, {}, {
    original,
    extra: { touches: all.map(shape), changedTouches: changed.map(shape) },
  })
}

function tapLike(type: string, node: SimElement, point: Point, original: Event): void {
  const at = shape(point)
  send(node, type, { x: at.pageX, y: at.pageY }, { original, extra: { touches: [at], changedTouches: [at] } })
}

function start(node: SimElement, point: Point, original: Event): void {
  const timer = window.setTimeout(() => {
    const press = presses.get(point.identifier)
    if (!press || press.moved)
      return
    press.long = true
    tapLike('longpress', node, point, original)
    tapLike('longtap', node, point, original)
  }, LONG_PRESS_MS)
  presses.set(point.identifier, { start: point, moved: false, long: false, timer })
  hover(node, true)
}

function move(point: Point): void {
  const press = presses.get(point.identifier)
  if (!press || press.moved)
    return
  const { clientX, clientY } = press.start
  if (Math.abs(clientX - point.clientX) <= TAP_DISTANCE && Math.abs(clientY - point.clientY) <= TAP_DISTANCE)
    return
  press.moved = true
  window.clearTimeout(press.timer)
}

function end(node: SimElement, point: Point, original: Event, cancelled: boolean): void {
  const press = presses.get(point.identifier)
  presses.delete(point.identifier)
  hover(node, false)
  if (!press)
    return
  window.clearTimeout(press.timer)
  if (cancelled || press.moved || (press.long && listensToLongPress(node)))
    return
  lastTap = performance.now()
  tapLike('tap', node, point, original)
}

/** A long press swallows the tap only where somebody listens to it. */
function listensToLongPress(node: SimElement): boolean {
  for (let at: SimElement | null = node; at; at = at.parentNode as SimElement | null) {
    const listeners = (at.__wxElement as any)?._$eventTarget?.listeners
    if (listeners?.longpress || listeners?.longtap)
      return true
  }
  return false
}

function hover(node: SimElement, on: boolean): void {
  const host = node.closest<SimElement>('[hover-class]')
  const name = host?.getAttribute('hover-class')
  if (!host || !name || name === 'none' || (on && host.hasAttribute('disabled')))
    return
  // Through glass-easel, because classes of a component may carry its prefix.
  const toggle = (): void => BUILT_IN_HOVER.has(name)
    ? void host.classList.toggle(name, on)
    : host.__wxElement?.toggleNodeClass(name, on, TEMPORARY)
  if (on)
    toggle()
  else
    window.setTimeout(toggle, HOVER_STAY_MS)
}

function onTouchStart(event: TouchEvent): void {
  lastTouch = performance.now()
  const node = nodeOf(event.target)
  if (!node)
    return
  const changed = [...event.changedTouches]
  touch('touchstart', node, [...event.touches], changed, event)
  for (const point of changed)
    start(node, point, event)
  follow(event.target as HTMLElement, node)
}

/** A finger's events stay with the element it landed on, even when that leaves the page. */
function follow(target: HTMLElement, node: SimElement): void {
  const onMove = (event: TouchEvent): void => {
    for (const point of event.changedTouches)
      move(point)
    if (touch('touchmove', node, [...event.touches], [...event.changedTouches], event) && event.cancelable)
      event.preventDefault()
  }
  const onEnd = (event: TouchEvent): void => {
    lastTouch = performance.now()
    touch(event.type, node, [...event.touches], [...event.changedTouches], event)
    for (const point of event.changedTouches)
      end(node, point, event, event.type === 'touchcancel')
    if (event.targetTouches.length > 0)
      return
    target.removeEventListener('touchmove', onMove)
    target.removeEventListener('touchend', onEnd)
    target.removeEventListener('touchcancel', onEnd)
  }
  target.addEventListener('touchmove', onMove, { passive: false })
  target.addEventListener('touchend', onEnd)
  target.addEventListener('touchcancel', onEnd)
}

function mousePoint(event: MouseEvent): Point {
  return { identifier: 0, clientX: event.clientX, clientY: event.clientY }
}

function onMouseDown(event: MouseEvent): void {
  const node = nodeOf(event.target)
  if (!node || event.button !== 0 || performance.now() - lastTouch < GHOST_MS)
    return
  const onMove = (next: MouseEvent): void => {
    move(mousePoint(next))
    touch('touchmove', node, [mousePoint(next)], [mousePoint(next)], next)
  }
  const onUp = (next: MouseEvent): void => {
    window.removeEventListener('mousemove', onMove, true)
    window.removeEventListener('mouseup', onUp, true)
    touch('touchend', node, [], [mousePoint(next)], next)
    end(node, mousePoint(next), next, false)
  }
  touch('touchstart', node, [mousePoint(event)], [mousePoint(event)], event)
  start(node, mousePoint(event), event)
  window.addEventListener('mousemove', onMove, true)
  window.addEventListener('mouseup', onUp, true)
}

/** A click made by a script or the keyboard is a tap too; one that follows a tap is not. */
function onClick(event: MouseEvent): void {
  const node = nodeOf(event.target)
  const byHand = event.isTrusted && event.detail > 0
  if (node && !byHand && performance.now() - lastTap > 50)
    tapLike('tap', node, mousePoint(event), event)
}

export function installGestures(): void {
  document.addEventListener('touchstart', onTouchStart, { capture: true, passive: true })
  document.addEventListener('mousedown', onMouseDown, true)
  document.addEventListener('click', onClick, true)
}
