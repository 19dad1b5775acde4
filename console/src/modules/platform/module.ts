import type { ConsoleModule } from '@/app/module'
import { Document, House } from '@element-plus/icons-vue'

const platform: ConsoleModule = {
  routes: [
    { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'audit.title', permission: 'audit.read' } },
    { path: '/merchant', component: () => import('./pages/MerchantPage.vue'), meta: { title: 'merchant.title', permission: 'merchant.write' } },
  ],
  menu: [
    { title: 'merchant.title', to: '/merchant', icon: House, group: 'settings', permission: 'merchant.write' },
    { title: 'audit.title', to: '/audit', icon: Document, group: 'settings', permission: 'audit.read', companyOnly: true, key: 'a' },
  ],
}

export default platform
