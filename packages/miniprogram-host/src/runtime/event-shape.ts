/* The event object a mini program's handler receives. */
import type { SimElement } from '../elements/base'
import type { Caller, EventWrapper } from '../types'

interface NodeLike {
  id: string
  dataset: Record<string, unknown> | null
  _$?: { $$?: SimElement }
  $$?: SimElement
}

interface Place {
  id: string
  dataset: Record<string, unknown>
  offsetLeft: number
  offsetTop: number
}

function place(node: NodeLike | undefined): Place {
  const element = node?.$$ ?? node?._$?.$$
  return {
    id: node?.id ?? '',
    dataset: node?.dataset ?? {},
    offsetLeft: element?.offsetLeft ?? 0,
    offsetTop: element?.offsetTop ?? 0,
  }
}

/** A plain object: uni-app empties `detail` unless it is the event's own property. */
export function plainEvent(event: any): Record<string, unknown> {
  return {
    type: event.type,
    timeStamp: event.timeStamp,
    target: place(event.target),
    currentTarget: place(event.currentTarget),
    mark: event.mark ?? {},
    detail: event.detail ?? {},
    ...event.extraFields,
  }
}

/** WXS handlers get a handle of the component instead of the component. */
function wxsHandle(caller: Caller): Record<string, unknown> {
  return {
    callMethod: (name: string, args: unknown) => caller[name]?.(args),
    triggerEvent: (name: string, detail: unknown) => caller.triggerEvent(name, detail),
    getDataset: () => caller.dataset ?? {},
    selectComponent: (selector: string) => {
      const found = caller.selectComponent(selector)
      return found ? wxsHandle(found) : null
    },
    requestAnimationFrame: (run: () => void) => window.requestAnimationFrame(run),
    getState: () => (caller.__wxsState ??= {}),
  }
}

/** Handed to the compiled templates; sees every event before the handler does. */
export const eventWrapper: EventWrapper = (caller, event, handler, path) => {
  const shaped = plainEvent(event)
  const fromWxs = Array.isArray(path) && (path[0] === 1 || path[0] === 2)
  const run = handler as (...args: unknown[]) => unknown
  if (fromWxs)
    run({ ...shaped, instance: wxsHandle(caller as Caller) }, wxsHandle(caller as Caller))
  else
    run.call(caller, shaped)
  // What a handler returns means nothing in WeChat; glass-easel would read `false` as "stop".
  return undefined
}
