import { Behaviour } from './base'

interface RichNode {
  type?: string
  name?: string
  text?: string
  attrs?: Record<string, string>
  children?: RichNode[]
}

const FORBIDDEN = 'script,style,iframe,object,embed,link,meta,form,input,button,video,audio'

/** Markup from data: scripts, handlers and everything that could act on its own are left out. */
export class RichText extends Behaviour {
  protected override readonly kept = ['nodes']

  override changed(name: string, value: unknown): void {
    if (name !== 'nodes')
      return
    const nodes = Array.isArray(value) ? (value as RichNode[]).map(build) : parse(String(value ?? ''))
    this.el.replaceChildren(...nodes)
  }
}

function parse(html: string): Node[] {
  const body = new DOMParser().parseFromString(html, 'text/html').body
  body.querySelectorAll(FORBIDDEN).forEach(el => el.remove())
  body.querySelectorAll('*').forEach((el) => {
    for (const { name, value } of [...el.attributes]) {
      if (name.startsWith('on') || /^\s*javascript:/i.test(value))
        el.removeAttribute(name)
    }
  })
  return [...body.childNodes]
}

function build(node: RichNode): Node {
  if (node.type === 'text' || !node.name)
    return document.createTextNode(node.text ?? '')
  const holder = document.createElement('div')
  const el = document.createElement(node.name)
  for (const [name, value] of Object.entries(node.attrs ?? {}))
    el.setAttribute(name, String(value))
  el.append(...(node.children ?? []).map(build))
  holder.append(el)
  const [clean] = parse(holder.innerHTML)
  return clean ?? document.createTextNode('')
}
