import type { ConsoleModule } from './module'
import accounts from '@/modules/accounts/module'
import catalog from '@/modules/catalog/module'
import customers from '@/modules/customers/module'
import home from '@/modules/home/module'
import interactions from '@/modules/interactions/module'
import platform from '@/modules/platform/module'
import radar from '@/modules/radar/module'
import sales from '@/modules/sales/module'

/** Every context of the console; the menu follows this order inside each group. */
export const modules: ConsoleModule[] = [home, customers, interactions, sales, radar, catalog, accounts, platform]
