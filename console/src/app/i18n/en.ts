import accounts from '@/modules/accounts/locales/en'
import catalog from '@/modules/catalog/locales/en'
import customers from '@/modules/customers/locales/en'
import home from '@/modules/home/locales/en'
import interactions from '@/modules/interactions/locales/en'
import platform from '@/modules/platform/locales/en'
import radar from '@/modules/radar/locales/en'
import sales from '@/modules/sales/locales/en'
import app from './locales/en'

export default { ...app, ...home, ...customers, ...interactions, ...sales, ...radar, ...catalog, ...accounts, ...platform }
