import type { SimElement } from './base'
import { Field, inner } from './base'

/** A control drawn by an inner check box, so that labels and the keyboard work by themselves. */
abstract class Tick extends Field {
  protected override readonly kept = ['checked', 'value', 'disabled', 'type', 'color']
  readonly box: HTMLInputElement = inner('input', 'sim-tick')

  override init(): void {
    this.box.type = 'checkbox'
    this.el.append(this.box)
    this.box.addEventListener('change', () => this.toggled())
    // Tapping the drawn part or the text beside it counts, not only the box.
    this.el.addEventListener('click', (event) => {
      if (event.target !== this.box && !this.el.closest('label'))
        this.box.click()
    })
  }

  override changed(name: string, value: unknown): void {
    if (name === 'checked')
      this.box.checked = this.on('checked')
    else if (name === 'disabled')
      this.box.disabled = this.on('disabled')
    else if (name === 'color')
      this.el.style.setProperty('--sim-tick', String(value ?? ''))
  }

  override reset(): void {
    this.box.checked = this.on('checked')
  }

  protected abstract toggled(): void
}

export class Switch extends Tick {
  override init(): void {
    super.init()
    this.box.setAttribute('role', 'switch')
  }

  override value(): boolean {
    return this.box.checked
  }

  protected override toggled(): void {
    this.emit('change', { value: this.box.checked })
  }
}

/** A check box or radio inside a group has no value of its own to give to a form. */
abstract class Member extends Tick {
  override value(): unknown {
    return undefined
  }

  get checked(): boolean {
    return this.box.checked
  }
}

export class Checkbox extends Member {
  protected override toggled(): void {
    groupOf(this.el, 'checkbox-group')?.tell()
  }
}

export class Radio extends Member {
  override init(): void {
    super.init()
    this.box.setAttribute('role', 'radio')
  }

  protected override toggled(): void {
    this.box.checked = true
    const group = groupOf(this.el, 'radio-group')
    for (const other of group?.members() ?? []) {
      if (other !== this)
        other.box.checked = false
    }
    group?.tell()
  }
}

abstract class Group extends Field {
  abstract readonly memberTag: string

  members(): Member[] {
    return [...this.el.querySelectorAll<SimElement>(this.memberTag)].map(el => el.sim as Member)
  }

  tell(): void {
    this.emit('change', { value: this.value() })
  }

  override reset(): void {
    this.members().forEach(member => member.reset())
  }
}

export class CheckboxGroup extends Group {
  readonly memberTag = 'checkbox'

  override value(): string[] {
    return this.members().filter(member => member.checked).map(member => member.text('value'))
  }
}

export class RadioGroup extends Group {
  readonly memberTag = 'radio'

  override value(): string {
    return this.members().find(member => member.checked)?.text('value') ?? ''
  }
}

function groupOf(el: SimElement, tag: string): Group | undefined {
  return el.closest<SimElement>(tag)?.sim as Group | undefined
}
