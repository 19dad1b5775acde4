import { Field, inner } from './base'

type Control = HTMLSelectElement | HTMLInputElement

/** A picker is its content with a native control, invisible but reachable, on top of it. */
export class Picker extends Field {
  protected override readonly kept = ['range', 'value', 'start', 'end', 'mode', 'range-key', 'disabled']
  private controls: Control[] = []

  override init(): void {
    this.rebuild()
  }

  override changed(name: string): void {
    if (name === 'mode')
      this.rebuild()
    else if (this.kept.includes(name))
      this.fill()
  }

  override value(): unknown {
    const mode = this.mode
    if (mode === 'selector')
      return (this.controls[0] as HTMLSelectElement).selectedIndex
    if (mode === 'multiSelector')
      return this.controls.map(control => (control as HTMLSelectElement).selectedIndex)
    return this.controls[0]?.value ?? ''
  }

  override reset(): void {
    this.fill()
  }

  private get mode(): string {
    const mode = this.text('mode', 'selector')
    if (mode === 'date')
      return { year: 'year', month: 'month' }[this.text('fields', 'day')] ?? 'date'
    return mode
  }

  private rebuild(): void {
    this.controls.forEach(control => control.remove())
    this.controls = []
    const types: Record<string, string> = { date: 'date', month: 'month', year: 'number', time: 'time', region: 'text' }
    const type = types[this.mode]
    if (type)
      this.add(Object.assign(inner('input', 'sim-picker'), { type }))
    this.fill()
  }

  private add(control: Control): void {
    this.controls.push(control)
    this.el.append(control)
    control.addEventListener('change', () => this.picked(control))
    control.addEventListener('cancel', () => this.emit('cancel'))
    control.addEventListener('click', () => {
      // Without this a mouse has to hit the little arrow of the native control.
      if (control instanceof HTMLInputElement && ['date', 'month', 'time'].includes(control.type) && navigator.userActivation.isActive)
        control.showPicker()
    })
  }

  private picked(control: Control): void {
    if (this.mode === 'multiSelector')
      this.emit('columnchange', { column: this.controls.indexOf(control), value: (control as HTMLSelectElement).selectedIndex })
    this.emit('change', { value: this.mode === 'region' ? this.controls[0]?.value.split(/[ ,，]+/) : this.value() })
  }

  private fill(): void {
    if (this.mode === 'selector')
      this.fillSelects([this.attr('range')], [this.attr('value')])
    else if (this.mode === 'multiSelector')
      this.fillSelects(asList(this.attr('range')), asList(this.attr('value')))
    else
      this.fillInput(this.controls[0] as HTMLInputElement | undefined)
    for (const control of this.controls)
      control.disabled = this.on('disabled')
  }

  private fillInput(input: HTMLInputElement | undefined): void {
    if (!input)
      return
    const value = this.attr('value')
    input.value = Array.isArray(value) ? value.join(' ') : this.text('value')
    input.min = this.text('start')
    input.max = this.text('end')
  }

  private fillSelects(ranges: unknown[], values: unknown[]): void {
    const key = this.text('range-key')
    while (this.controls.length < ranges.length)
      this.add(inner('select', 'sim-picker'))
    this.controls.splice(Math.max(ranges.length, 1)).forEach(control => control.remove())
    this.controls.forEach((control, column) => {
      const labels = asList(ranges[column]).map(item => String(key ? (item as Record<string, unknown>)?.[key] : item))
      control.style.setProperty('--column', String(column))
      control.style.setProperty('--columns', String(this.controls.length))
      control.replaceChildren(...labels.map(label => new Option(label)))
      const index = Number(values[column] ?? 0)
      ;(control as HTMLSelectElement).selectedIndex = Number.isInteger(index) ? index : 0
    })
  }
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
