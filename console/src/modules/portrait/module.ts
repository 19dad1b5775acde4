import type { ConsoleModule } from '@/app/module'
import { PhoneFilled, RefreshRight } from '@element-plus/icons-vue'

const portrait: ConsoleModule = {
  routes: [
    { path: '/contacts-today', component: () => import('./pages/ContactsPage.vue'), meta: { title: 'portrait.contacts', permission: 'customer.read' } },
    { path: '/reports/retention', component: () => import('./pages/RetentionPage.vue'), meta: { title: 'portrait.retention', permission: 'report.read' } },
  ],
  menu: [
    { title: 'portrait.contacts', to: '/contacts-today', icon: PhoneFilled, group: 'today', permission: 'customer.read' },
    { title: 'portrait.retention', to: '/reports/retention', icon: RefreshRight, group: 'trade', permission: 'report.read' },
  ],
}

export default portrait
