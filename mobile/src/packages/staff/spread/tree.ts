import type { SpreadNode } from '@api'

/** One line of the unfolded tree. */
export interface Branch { node: SpreadNode, level: number, children: number, open: boolean }

/** The lines that show: roots, and below every opened place its children, the weightiest first. */
export function branches(nodes: SpreadNode[], opened: Record<string, boolean>): Branch[] {
  const below = new Map<string, SpreadNode[]>()
  const known = new Set(nodes.map(one => one.id))
  for (const one of nodes) {
    const above = one.parent && known.has(one.parent) ? one.parent : ''
    const list = below.get(above)
    if (list)
      list.push(one)
    else
      below.set(above, [one])
  }
  const found: Branch[] = []
  const walk = (id: string, level: number): void => {
    for (const node of [...(below.get(id) ?? [])].sort((a, b) => b.below.people - a.below.people)) {
      const children = below.get(node.id)?.length ?? 0
      found.push({ node, level, children, open: !!opened[node.id] })
      if (opened[node.id])
        walk(node.id, level + 1)
    }
  }
  walk('', 0)
  return found
}
