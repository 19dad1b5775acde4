import type { Density } from '@api'

export interface Column {
  name: string
  title: string
  /** Value of `sort` when this heading is pressed. */
  sort?: string
  width?: string
  right?: boolean
  /** Cannot be hidden. */
  fixed?: boolean
  /** Hidden until chosen. */
  extra?: boolean
}

/** How a person has a table: which columns in which order, how wide, how close the rows. */
export interface Layout {
  columns: { name: string, width?: number | null }[]
  density: Density
}

export const NARROWEST = 64
export const ROW_HEIGHT: Record<Density, number> = { normal: 44, compact: 34 }

/** The columns as the layout has them; fixed ones never get lost, unknown ones fall away. */
export function arranged(all: Column[], layout: Layout | null): Column[] {
  const usual = all.filter(column => !column.extra || column.fixed)
  if (!layout || layout.columns.length === 0)
    return usual
  const known = new Map(all.map(column => [column.name, column]))
  const chosen = layout.columns.flatMap(({ name, width }) => {
    const column = known.get(name)
    return column ? [width ? { ...column, width: `${width}px` } : column] : []
  })
  const lost = all.filter(column => column.fixed && !chosen.some(one => one.name === column.name))
  return [...lost, ...chosen]
}

/** The layout that shows these columns; widths that somebody chose stay. */
export function withColumns(layout: Layout | null, names: string[], density: Density): Layout {
  const widths = new Map(layout?.columns.map(one => [one.name, one.width]))
  return { columns: names.map(name => ({ name, width: widths.get(name) ?? null })), density }
}

/** The layout with one column this wide. */
export function withWidth(shown: Column[], layout: Layout | null, name: string, width: number): Layout {
  const before = withColumns(layout, shown.map(column => column.name), layout?.density ?? 'normal')
  const wide = Math.max(NARROWEST, Math.round(width))
  return { ...before, columns: before.columns.map(one => one.name === name ? { ...one, width: wide } : one) }
}
