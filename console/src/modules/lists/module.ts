import type { ConsoleModule } from '@/app/module'
import { Finished } from '@element-plus/icons-vue'

const lists: ConsoleModule = {
  routes: [
    { path: '/operations', component: () => import('./pages/OperationsPage.vue'), meta: { title: 'operations.title' } },
  ],
  menu: [
    { title: 'operations.title', to: '/operations', icon: Finished, group: 'settings', key: 'k' },
  ],
}

export default lists
