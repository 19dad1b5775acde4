import type { Department } from '@api'

export interface Branch extends Department { children: Branch[] }

/** Departments as a tree; one whose parent is out of sight stands at the top. */
export function departmentTree(list: Department[]): Branch[] {
  const branches = new Map(list.map(one => [one.id, { ...one, children: [] as Branch[] }]))
  const roots: Branch[] = []
  for (const branch of branches.values()) {
    const parent = branch.parent_id ? branches.get(branch.parent_id) : undefined
    ;(parent?.children ?? roots).push(branch)
  }
  return roots
}

/** Departments in tree order with their whole path: `远航集团 / 华东 / 上海`. */
export function departmentOptions(list: Department[]): { id: string, path: string }[] {
  const walk = (branches: Branch[], above: string): { id: string, path: string }[] => branches.flatMap((branch) => {
    const path = above ? `${above} / ${branch.name}` : branch.name
    return [{ id: branch.id, path }, ...walk(branch.children, path)]
  })
  return walk(departmentTree(list), '')
}

/** A department and everything below it: none of these may become its parent. */
export function withDescendants(list: Department[], id: string): Set<string> {
  const below = new Set([id])
  let grown = true
  while (grown) {
    const next = list.filter(one => one.parent_id && below.has(one.parent_id) && !below.has(one.id))
    next.forEach(one => below.add(one.id))
    grown = next.length > 0
  }
  return below
}
