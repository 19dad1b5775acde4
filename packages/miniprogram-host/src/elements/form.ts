import type { Field } from './base'
import { Behaviour, isField } from './base'

export class Form extends Behaviour {
  override init(): void {
    this.el.addEventListener('submit', event => event.preventDefault())
  }

  perform(purpose: string): void {
    const fields = fieldsBelow(this.el)
    if (purpose === 'reset') {
      fields.forEach(({ field }) => field.reset())
      this.emit('reset')
    }
    else if (purpose === 'submit') {
      const named = fields.filter(({ name }) => name)
      this.emit('submit', { value: Object.fromEntries(named.map(({ name, field }) => [name, field.value()])) })
    }
  }
}

/** HTML's own label does the work; only `for` needs help, because ids carry a prefix of their component. */
export class Label extends Behaviour {
  protected override readonly kept = ['for']

  override init(): void {
    this.el.addEventListener('click', (event) => {
      const id = this.text('for')
      if (!id || event.target instanceof HTMLInputElement)
        return
      const target = this.el.closest('.sim-page')?.querySelector(`[id$="--${CSS.escape(id)}"]`)
      const control = target?.querySelector('input') ?? target
      if (control instanceof HTMLElement)
        control instanceof HTMLInputElement && control.type === 'text' ? control.focus() : control.click()
    })
  }
}

/** Fields below an element, in document order. */
export function fieldsBelow(el: Element): { name: string, field: Field }[] {
  return [...el.querySelectorAll('*')].flatMap((child) => {
    const behaviour = (child as { sim?: Behaviour }).sim
    return isField(behaviour) ? [{ name: behaviour.text('name'), field: behaviour }] : []
  })
}
