import type { SpreadNode } from '@api'

type Say = (key: string, values?: Record<string, unknown>) => string

/** What a place is called; people without a name are called that. */
export function nameOf(one: Pick<SpreadNode, 'kind' | 'name'>, t: Say): string {
  if (one.kind === 'staff')
    return t('spread.cardOf', { name: one.name || t('spread.gone') })
  return one.name || t(one.kind === 'share' ? 'spread.nobody' : 'spread.nameless')
}

/** What somebody opened when they came: `小李 的名片`, `“中秋礼盒”`. */
export function thingOf(one: Pick<SpreadNode, 'thing' | 'thing_kind'>, t: Say): string {
  return t(one.thing_kind === 'card' ? 'spread.cardOf' : 'spread.quoted', { name: one.thing })
}
