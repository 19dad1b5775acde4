import type { SimElement } from './base'
import { Behaviour, inner } from './base'

const DRAG_SHARE = 0.25

export class SwiperItem extends Behaviour {
  /** A new inline style wipes out the place the swiper gave to this item. */
  override changed(): void {
    (this.el.closest<SimElement>('swiper')?.sim as Swiper | undefined)?.draw()
  }
}

export class Swiper extends Behaviour {
  private index = 0
  private timer = 0
  private readonly dots = inner('div', 'sim-dots')

  override init(): void {
    this.el.append(this.dots)
    this.listenToDrag()
    new MutationObserver(() => this.draw()).observe(this.el, { childList: true, subtree: true })
    // Slides keep time with the page they belong to, and stop with it.
    this.timer = window.setInterval(() => this.tick(), 250)
  }

  override changed(name: string, value: unknown): void {
    if (name === 'current')
      this.go(Number(value ?? 0), '', false)
    else if (name === 'current-item-id')
      this.go(Math.max(0, this.items().findIndex(item => item.sim?.text('item-id') === value)), '', false)
    else
      this.draw()
  }

  private elapsed = 0

  private tick(): void {
    if (!this.el.isConnected && this.elapsed > 0)
      return window.clearInterval(this.timer)
    this.elapsed += 250
    if (!this.on('autoplay') || this.el.offsetParent === null || this.elapsed < this.number('interval', 5000))
      return
    this.elapsed = 1
    const next = this.index + 1
    if (next < this.items().length || this.on('circular'))
      this.go(next % Math.max(1, this.items().length), 'autoplay', true)
  }

  items(): SimElement[] {
    return [...this.el.querySelectorAll<SimElement>('swiper-item')]
      .filter(item => item.closest('swiper') === this.el)
  }

  private go(index: number, source: string, tell: boolean): void {
    const next = Math.max(0, Number.isFinite(index) ? index : 0)
    const changed = next !== this.index
    this.index = next
    this.draw()
    if (!changed)
      return
    const detail = { current: next, currentItemId: this.items()[next]?.sim?.text('item-id') ?? '', source }
    if (tell)
      this.emit('change', detail)
    window.setTimeout(() => this.emit('animationfinish', detail), this.number('duration', 500))
  }

  draw(dragged = 0): void {
    const items = this.items()
    const upright = this.on('vertical')
    const shown = Math.max(1, this.number('display-multiple-items', 1))
    const duration = dragged === 0 ? this.number('duration', 500) : 0
    items.forEach((item, at) => {
      const shift = (at - this.index) * 100
      const move = `calc(${shift}% + ${dragged}px)`
      item.style.transform = upright ? `translateY(${move})` : `translateX(${move})`
      item.style.transitionDuration = `${duration}ms`
      item.style[upright ? 'height' : 'width'] = `${100 / shown}%`
    })
    this.drawDots(items.length)
  }

  private drawDots(count: number): void {
    this.dots.hidden = !this.on('indicator-dots')
    if (this.dots.hidden)
      return
    while (this.dots.childElementCount < count)
      this.dots.append(inner('i', ''))
    while (this.dots.childElementCount > count)
      this.dots.lastElementChild?.remove()
    const off = this.text('indicator-color', 'rgba(0,0,0,.3)')
    const on = this.text('indicator-active-color', '#000')
    ;[...this.dots.children].forEach((dot, at) => {
      (dot as HTMLElement).style.background = at === this.index ? on : off
    })
  }

  private listenToDrag(): void {
    let from: { x: number, y: number } | null = null
    const distance = (event: PointerEvent): number => from === null ? 0 : this.on('vertical') ? event.clientY - from.y : event.clientX - from.x
    this.el.addEventListener('pointerdown', (event) => {
      from = { x: event.clientX, y: event.clientY }
      this.elapsed = 1
    })
    this.el.addEventListener('pointermove', (event) => {
      if (from && Math.abs(distance(event)) > 5)
        this.draw(distance(event))
    })
    const finish = (event: PointerEvent): void => {
      const moved = distance(event)
      const started = from !== null
      from = null
      if (started && Math.abs(moved) > 5)
        this.drop(moved)
    }
    this.el.addEventListener('pointerup', finish)
    this.el.addEventListener('pointercancel', finish)
    this.el.addEventListener('pointerleave', finish)
  }

  private drop(moved: number): void {
    const size = this.on('vertical') ? this.el.clientHeight : this.el.clientWidth
    const step = Math.abs(moved) < size * DRAG_SHARE ? 0 : moved < 0 ? 1 : -1
    const count = this.items().length
    const next = this.index + step
    if (step === 0 || count === 0)
      this.draw()
    else if (this.on('circular'))
      this.go((next + count) % count, 'touch', true)
    else
      this.go(Math.min(count - 1, Math.max(0, next)), 'touch', true)
  }
}
