import type { ConsoleModule } from '@/app/module'
import { User } from '@element-plus/icons-vue'

const customers: ConsoleModule = {
  routes: [
    { path: '/customers', component: () => import('./pages/CustomerListPage.vue'), meta: { title: 'customer.title', permission: 'customer.read' } },
    { path: '/customers/:id', component: () => import('./pages/CustomerPage.vue'), props: true, meta: { title: 'customer.one', permission: 'customer.read' } },
  ],
  menu: [
    { title: 'customer.title', to: '/customers', icon: User, group: 'customers', permission: 'customer.read', key: 'c' },
  ],
}

export default customers
