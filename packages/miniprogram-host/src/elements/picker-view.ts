import type { SimElement } from './base'
import { Behaviour, Field } from './base'

const SETTLE_MS = 120

/** Columns that scroll and snap; the row in the middle is the value. */
export class PickerView extends Field {
  override changed(name: string): void {
    if (name === 'value')
      window.requestAnimationFrame(() => this.place())
    else if (name === 'indicator-style')
      this.el.style.setProperty('--sim-row', this.text('indicator-style').match(/height:\s*([^;]+)/)?.[1] ?? '34px')
  }

  override value(): number[] {
    return this.columns().map(column => column.index())
  }

  override reset(): void {
    this.place()
  }

  columns(): PickerViewColumn[] {
    return [...this.el.querySelectorAll<SimElement>('picker-view-column')].map(el => el.sim as PickerViewColumn)
  }

  place(): void {
    const wanted = this.attr('value')
    if (Array.isArray(wanted))
      this.columns().forEach((column, at) => column.show(Number(wanted[at] ?? 0)))
  }

  settled(): void {
    const value = this.value()
    if (JSON.stringify(value) !== JSON.stringify(this.attr('value')))
      this.emit('change', { value })
    this.emit('pickend')
  }
}

export class PickerViewColumn extends Behaviour {
  private timer = 0
  /** Scrolling of our own must not be reported as a choice of the user. */
  private placedAt = -1

  override init(): void {
    this.el.addEventListener('scroll', () => {
      window.clearTimeout(this.timer)
      this.timer = window.setTimeout(() => {
        if (this.index() !== this.placedAt)
          this.owner()?.settled()
        this.placedAt = this.index()
      }, SETTLE_MS)
    })
    // Rows often arrive after the value.
    new MutationObserver(() => this.owner()?.place()).observe(this.el, { childList: true })
  }

  index(): number {
    return Math.round(this.el.scrollTop / Math.max(1, this.rowHeight()))
  }

  show(index: number): void {
    this.placedAt = index
    this.el.scrollTop = index * this.rowHeight()
  }

  private rowHeight(): number {
    return (this.el.firstElementChild as HTMLElement | null)?.offsetHeight ?? 34
  }

  private owner(): PickerView | undefined {
    return this.el.closest<SimElement>('picker-view')?.sim as PickerView | undefined
  }
}
