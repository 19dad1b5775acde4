import type { MenuGroup } from '@/app/module'
import type { Theme } from '@/app/theme'

export interface Command { id: string, title: string, hint?: string, run: () => void }

export interface CommandTools {
  t: (key: string) => string
  go: (to: string) => void
  may: (permission: string) => boolean
  setTheme: (theme: Theme) => void
  help: () => void
}

const CREATE = [
  { permission: 'customer.write', title: 'customer.create', to: '/customers?new=1' },
  { permission: 'opportunity.write', title: 'opportunity.create', to: '/opportunities/board?new=1' },
  { permission: 'product.write', title: 'product.create', to: '/products?new=1' },
  { permission: 'staff.write', title: 'staff.create', to: '/staff?new=1' },
] as const

/** Everything the palette can do for this person, besides finding customers. */
export function commandsFor(menu: MenuGroup[], tools: CommandTools): Command[] {
  const { t, go } = tools
  return [
    ...CREATE.filter(one => tools.may(one.permission)).map(one => ({ id: one.to, title: t(one.title), run: () => go(one.to) })),
    ...menu.flatMap(group => group.entries.map(entry => ({
      id: entry.to,
      title: `${t('palette.goTo')} ${t(entry.title)}`,
      hint: entry.key ? `G ${entry.key.toUpperCase()}` : undefined,
      run: () => go(entry.to),
    }))),
    { id: 'account', title: `${t('palette.goTo')} ${t('account.title')}`, run: () => go('/account') },
    ...(['light', 'dark', 'system'] as const).map(theme => ({
      id: `theme-${theme}`,
      title: `${t('shell.theme')}: ${t(`shell.themes.${theme}`)}`,
      run: () => tools.setTheme(theme),
    })),
  ]
}

/** Commands whose title holds every word of `q`, in any order. */
export function matching(commands: Command[], q: string): Command[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(command => words.every(word => command.title.toLowerCase().includes(word)))
}
