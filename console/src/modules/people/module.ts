import type { ConsoleModule } from '@/app/module'
import { Connection } from '@element-plus/icons-vue'

const people: ConsoleModule = {
  routes: [
    { path: '/duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { title: 'duplicate.title', permission: 'customer.merge' } },
    { path: '/duplicates/merge', component: () => import('./pages/MergePage.vue'), meta: { title: 'merge.title', permission: 'customer.merge' } },
  ],
  menu: [
    { title: 'duplicate.title', to: '/duplicates', icon: Connection, group: 'customers', permission: 'customer.merge' },
  ],
}

export default people
