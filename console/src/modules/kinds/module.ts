import type { ConsoleModule } from '@/app/module'
import { Tickets } from '@element-plus/icons-vue'

const kinds: ConsoleModule = {
  routes: [
    { path: '/fields', component: () => import('./pages/FieldsPage.vue'), meta: { title: 'field.title', permission: 'field.write' } },
  ],
  menu: [
    { title: 'field.title', to: '/fields', icon: Tickets, group: 'settings', permission: 'field.write' },
  ],
}

export default kinds
