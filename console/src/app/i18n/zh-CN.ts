import accounts from '@/modules/accounts/locales/zh-CN'
import catalog from '@/modules/catalog/locales/zh-CN'
import customers from '@/modules/customers/locales/zh-CN'
import home from '@/modules/home/locales/zh-CN'
import interactions from '@/modules/interactions/locales/zh-CN'
import platform from '@/modules/platform/locales/zh-CN'
import radar from '@/modules/radar/locales/zh-CN'
import sales from '@/modules/sales/locales/zh-CN'
import app from './locales/zh-CN'

export default { ...app, ...home, ...customers, ...interactions, ...sales, ...radar, ...catalog, ...accounts, ...platform }
