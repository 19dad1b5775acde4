import { describe, expect, it } from 'vitest'
import { menuFor } from '../module'
import { modules } from '../modules'

const company = { mode: 'company' }
const all = (...names: string[]) => Object.fromEntries(names.map(name => [name, 'all' as const]))
const SALES = all('customer.read', 'interaction.read', 'plan.read', 'opportunity.read', 'card.read', 'product.read', 'radar.read', 'report.read', 'staff.read')
const OWNER = { ...SALES, ...all('audit.read', 'merchant.write', 'role.write', 'department.write', 'staff.write', 'hooks.write') }

function paths(permissions: Record<string, 'all'>, merchant = company): string[] {
  return menuFor(modules, { permissions, merchant }).flatMap(group => group.entries.map(entry => entry.to))
}

describe('the menu', () => {
  it('shows 王总 everything, in the order of the groups', () => {
    expect(paths(OWNER)).toEqual([
      '/today',
      '/todo',
      '/contacts-today',
      '/plans',
      '/customers',
      '/structure',
      '/tags',
      '/interactions',
      '/opportunities/board',
      '/opportunities',
      '/opportunities/calendar',
      '/opportunities/forecast',
      '/targets',
      '/reports/retention',
      '/products',
      '/reports/sales',
      '/radar',
      '/radar/visits',
      '/radar/alerts',
      '/spread',
      '/cards',
      '/codes',
      '/moments',
      '/staff',
      '/departments',
      '/roles',
      '/operations',
      '/brand',
      '/presets',
      '/phrases',
      '/merchant',
      '/audit',
      '/hooks',
    ])
  })

  it('hides from 小李 what she may not see', () => {
    expect(paths(SALES)).not.toContain('/audit')
    expect(paths(SALES)).not.toContain('/merchant')
  })

  it('drops groups that became empty', () => {
    const groups = menuFor(modules, { permissions: all('customer.read'), merchant: company }).map(group => group.group)
    expect(groups).toEqual(['today', 'customers', 'settings']) // to-do and tasks are for everybody
  })

  it('is shorter in a shop of one person', () => {
    const shop = paths(OWNER, { mode: 'shop' })
    for (const path of ['/departments', '/roles', '/audit'])
      expect(shop).not.toContain(path)
    expect(shop).toContain('/customers')
  })

  it('has no two entries under the same key', () => {
    const keys = modules.flatMap(module => module.menu).map(entry => entry.key).filter(Boolean)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('guards the page of every guarded entry with the same permission', () => {
    const routes = modules.flatMap(module => module.routes)
    for (const entry of modules.flatMap(module => module.menu))
      expect(routes.find(route => route.path === entry.to)?.meta?.permission).toBe(entry.permission)
  })
})
