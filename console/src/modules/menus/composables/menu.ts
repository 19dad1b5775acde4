import type { MenuButton, MenuContent, MenuProblem, MenuRow } from '@api'

export const NAME_BYTES = 16
export const SUB_NAME_BYTES = 60
export const MOST_BUTTONS = 3
export const MOST_SUB = 5
export const CLIENTS = [1, 2, 3] as const

/** What each kind of button asks for, the usual kinds first. */
export const KINDS: Record<string, (keyof MenuButton)[]> = {
  view: ['url'],
  click: ['key'],
  miniprogram: ['appid', 'pagepath', 'url'],
  article_id: ['article_id'],
  article_view_limited: ['article_id'],
  media_id: ['media_id'],
  view_limited: ['media_id'],
  scancode_push: ['key'],
  scancode_waitmsg: ['key'],
  pic_sysphoto: ['key'],
  pic_photo_or_album: ['key'],
  pic_weixin: ['key'],
  location_select: ['key'],
}

export function emptyButton(): MenuButton {
  return { name: '', type: 'view', key: '', url: '', appid: '', pagepath: '', media_id: '', article_id: '' }
}

export function emptyRow(): MenuRow {
  return { ...emptyButton(), sub: [] }
}

/** Bytes, as WeChat counts. */
export function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

/** A name as a phone shows it: four characters on the first level, seven below. */
export function shownName(name: string, columns: number): string {
  let used = 0
  for (const [at, one] of [...name].entries()) {
    used += (one.codePointAt(0) ?? 0) < 0x2E80 ? 1 : 2
    if (used > columns)
      return `${[...name].slice(0, at).join('')}…`
  }
  return name
}

/** Where a button stands: on the first level, or below one. */
export interface Spot { row: number, sub?: number }

export function sameSpot(a: Spot | null, b: Spot): boolean {
  return a?.row === b.row && a.sub === b.sub
}

export function buttonAt(rows: MenuRow[], spot: Spot | null): MenuButton | MenuRow | undefined {
  const row = spot ? rows[spot.row] : undefined
  return spot?.sub === undefined ? row : row?.sub[spot.sub]
}

export function pathOf(variant: number | null, spot: Spot): string {
  const top = variant === null ? 'buttons' : `variants.${variant}.buttons`
  return spot.sub === undefined ? `${top}.${spot.row}` : `${top}.${spot.row}.sub.${spot.sub}`
}

/** The problems at a place, and below it. */
export function within(problems: MenuProblem[], path: string): MenuProblem[] {
  return problems.filter(one => one.path === path || one.path.startsWith(`${path}.`))
}

/** Move an entry one place; returns where it is now. */
export function moved<T>(list: T[], at: number, step: number): number {
  const to = at + step
  const one = list[at]
  if (one === undefined || to < 0 || to >= list.length)
    return at
  list.splice(at, 1)
  list.splice(to, 0, one)
  return to
}

/** Every row of a menu and its variants, for counting. */
export function countButtons(content: MenuContent): number {
  return content.buttons.reduce((sum, row) => sum + 1 + row.sub.length, 0)
}
