import type { SimElement } from './base'
import { Behaviour } from './base'

const THRESHOLD = 50
const PULL = 60

export class ScrollView extends Behaviour {
  private lastTop = 0
  private lastLeft = 0
  private atUpper = true
  private atLower = false
  private pullFrom: number | null = null

  override init(): void {
    this.el.addEventListener('scroll', () => this.scrolled(), { passive: true })
    this.el.addEventListener('touchstart', (event) => {
      this.pullFrom = this.el.scrollTop <= 0 ? event.touches[0]?.clientY ?? null : null
    }, { passive: true })
    this.el.addEventListener('touchend', event => this.released(event.changedTouches[0]?.clientY ?? 0))
  }

  override changed(name: string): void {
    if (name === 'scroll-top' || name === 'scroll-left')
      this.later(() => this.moveTo(this.attr('scroll-top'), this.attr('scroll-left')))
    else if (name === 'scroll-into-view')
      this.later(() => this.reveal(this.text('scroll-into-view')))
    else if (name === 'refresher-triggered' && this.on(name))
      this.emit('refresherrefresh')
    else if (name === 'refresher-triggered')
      this.emit('refresherrestore')
  }

  private later(run: () => void): void {
    window.requestAnimationFrame(run)
  }

  private get smooth(): ScrollBehavior {
    return this.on('scroll-with-animation') ? 'smooth' : 'auto'
  }

  private moveTo(top: unknown, left: unknown): void {
    const number = (value: unknown): number | undefined => Number.isFinite(Number.parseFloat(String(value))) ? Number.parseFloat(String(value)) : undefined
    this.el.scrollTo({ top: number(top), left: number(left), behavior: this.smooth })
  }

  private reveal(id: string): void {
    const target = id && this.el.querySelector<SimElement>(`[id$="--${CSS.escape(id)}"]`)
    if (!target)
      return
    const box = this.el.getBoundingClientRect()
    const rect = target.getBoundingClientRect()
    this.el.scrollTo({
      top: this.on('scroll-y') ? this.el.scrollTop + rect.top - box.top : undefined,
      left: this.on('scroll-x') ? this.el.scrollLeft + rect.left - box.left : undefined,
      behavior: this.smooth,
    })
  }

  private released(y: number): void {
    const pulled = this.pullFrom !== null && y - this.pullFrom > PULL
    this.pullFrom = null
    if (pulled && this.on('refresher-enabled') && this.el.scrollTop <= 0)
      this.emit('refresherrefresh')
  }

  private scrolled(): void {
    const { scrollTop, scrollLeft, scrollHeight, scrollWidth, clientHeight, clientWidth } = this.el
    const deltaY = this.lastTop - scrollTop
    const deltaX = this.lastLeft - scrollLeft
    this.lastTop = scrollTop
    this.lastLeft = scrollLeft
    this.emit('scroll', { scrollTop, scrollLeft, scrollHeight, scrollWidth, deltaX, deltaY })
    const across = this.on('scroll-x') && !this.on('scroll-y')
    const before = across ? scrollLeft : scrollTop
    const after = across ? scrollWidth - scrollLeft - clientWidth : scrollHeight - scrollTop - clientHeight
    this.edges(before, after, across)
  }

  private edges(before: number, after: number, across: boolean): void {
    const upper = before <= this.number('upper-threshold', THRESHOLD)
    const lower = after <= this.number('lower-threshold', THRESHOLD)
    if (upper && !this.atUpper)
      this.emit('scrolltoupper', { direction: across ? 'left' : 'top' })
    if (lower && !this.atLower)
      this.emit('scrolltolower', { direction: across ? 'right' : 'bottom' })
    this.atUpper = upper
    this.atLower = lower
  }
}
