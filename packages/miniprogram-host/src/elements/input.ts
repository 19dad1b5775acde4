import { Field } from './base'

const DEFAULT_MAX = 140
const KEYBOARDS: Record<string, string> = { number: 'numeric', digit: 'decimal', idcard: 'text' }

abstract class TextField extends Field {
  protected override readonly kept: readonly string[] = ['value', 'type', 'maxlength', 'focus', 'auto-focus', 'autofocus', 'password', 'cursor']

  protected get control(): HTMLInputElement | HTMLTextAreaElement {
    return this.el as HTMLElement as HTMLInputElement
  }

  override init(): void {
    this.control.maxLength = DEFAULT_MAX
    this.control.autocomplete = 'off'
    this.el.addEventListener('input', () => this.emit('input', this.detail()))
    this.el.addEventListener('focus', () => this.emit('focus', { ...this.detail(), height: 0 }))
    this.el.addEventListener('blur', () => this.emit('blur', this.detail()))
    this.el.addEventListener('keydown', event => this.key(event))
  }

  override changed(name: string, value: unknown): void {
    if (name === 'value')
      this.write(value === undefined || value === null ? '' : String(value))
    else if (name === 'maxlength')
      this.limit(this.number('maxlength', DEFAULT_MAX))
    else if (['focus', 'auto-focus', 'autofocus'].includes(name) && this.on(name))
      // The element joins the page after its attributes are set.
      window.setTimeout(() => this.control.focus({ preventScroll: true }))
  }

  override value(): string {
    return this.control.value
  }

  override reset(): void {
    this.write(this.text('value'))
  }

  protected write(text: string): void {
    if (this.control.value !== text)
      this.control.value = text
  }

  /** WeChat writes -1 for "no limit". */
  private limit(most: number): void {
    if (most < 0)
      // The element's own removeAttribute would come back here.
      Element.prototype.removeAttribute.call(this.el, 'maxlength')
    else
      this.control.maxLength = most
  }

  protected abstract key(event: KeyboardEvent): void

  protected detail(): { value: string, cursor: number } {
    return { value: this.control.value, cursor: this.control.selectionStart ?? this.control.value.length }
  }
}

export class Input extends TextField {
  override changed(name: string, value: unknown): void {
    super.changed(name, value)
    const input = this.control as HTMLInputElement
    if (name === 'type' || name === 'password') {
      const secret = this.on('password') || this.text('type') === 'safe-password'
      input.type = secret ? 'password' : 'text'
      input.inputMode = KEYBOARDS[this.text('type')] ?? 'text'
    }
  }

  protected override key(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.isComposing)
      this.emit('confirm', this.detail())
  }
}

export class Textarea extends TextField {
  override init(): void {
    super.init()
    this.el.addEventListener('input', () => this.grow())
  }

  override changed(name: string, value: unknown): void {
    super.changed(name, value)
    if (['value', 'auto-height', 'style'].includes(name))
      window.requestAnimationFrame(() => this.grow())
  }

  protected override key(event: KeyboardEvent): void {
    const sends = ['send', 'search', 'next', 'go', 'done'].includes(this.text('confirm-type', 'return'))
    if (event.key !== 'Enter' || event.isComposing || !sends)
      return
    event.preventDefault()
    this.emit('confirm', this.detail())
  }

  private grow(): void {
    if (!this.on('auto-height') || !this.el.isConnected)
      return
    const before = this.el.style.height
    this.el.style.height = 'auto'
    const height = `${this.el.scrollHeight}px`
    this.el.style.height = height
    if (before !== height)
      this.emit('linechange', { height: this.el.scrollHeight, heightRpx: 0, lineCount: 0 })
  }
}
