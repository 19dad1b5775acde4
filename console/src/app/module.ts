import type { Me, PermissionName } from '@api'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'

/** Groups of the side menu, in the order they are shown. */
export const GROUPS = ['today', 'customers', 'sales', 'trade', 'radar', 'cards', 'wechat', 'settings'] as const
export type Group = typeof GROUPS[number]

export interface MenuEntry {
  /** i18n key. */
  title: string
  to: string
  icon: Component
  group: Group
  permission?: PermissionName
  /** Left out for a shop of one person. */
  companyOnly?: boolean
  /** Second key after `g`. */
  key?: string
  /** Shown behind the title, such as a count of what is new. */
  badge?: Component
}

/** What a context gives to the console. */
export interface ConsoleModule {
  routes: RouteRecordRaw[]
  menu: MenuEntry[]
}

declare module 'vue-router' {
  interface RouteMeta {
    /** i18n key of the browser title. */
    title?: string
    permission?: PermissionName
    /** Reachable without a session. */
    open?: boolean
  }
}

export interface MenuGroup { group: Group, entries: MenuEntry[] }

/** The part of the menu this person can use; empty groups disappear. */
export function menuFor(modules: ConsoleModule[], me: Pick<Me, 'permissions'> & { merchant: { mode: string } }): MenuGroup[] {
  const entries = modules.flatMap(module => module.menu).filter(entry => (
    (!entry.permission || Object.hasOwn(me.permissions, entry.permission))
    && !(entry.companyOnly && me.merchant.mode === 'shop')
  ))
  return GROUPS
    .map(group => ({ group, entries: entries.filter(entry => entry.group === group) }))
    .filter(({ entries }) => entries.length > 0)
}
