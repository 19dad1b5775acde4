import { Behaviour, Field, inner } from './base'

export class Progress extends Behaviour {
  private readonly bar = inner('div', 'sim-bar')

  override init(): void {
    this.el.append(this.bar)
  }

  override changed(name: string): void {
    if (name === 'percent')
      this.bar.style.width = `${Math.min(100, Math.max(0, this.number('percent', 0)))}%`
    else if (name === 'activeColor' || name === 'color')
      this.bar.style.background = this.text(name)
  }
}

export class Slider extends Field {
  protected override readonly kept = ['value', 'min', 'max', 'step', 'disabled']
  private readonly input = inner('input', 'sim-slider')

  override init(): void {
    this.input.type = 'range'
    this.el.append(this.input)
    this.input.addEventListener('input', () => this.emit('changing', { value: this.value() }))
    this.input.addEventListener('change', () => this.emit('change', { value: this.value() }))
  }

  override changed(name: string): void {
    if (!this.kept.includes(name))
      return
    this.input.min = this.text('min', '0')
    this.input.max = this.text('max', '100')
    this.input.step = this.text('step', '1')
    this.input.disabled = this.on('disabled')
    this.reset()
  }

  override value(): number {
    return Number(this.input.value)
  }

  override reset(): void {
    this.input.value = this.text('value', '0')
  }
}
