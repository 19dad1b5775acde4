import type { ConsoleModule } from '@/app/module'
import { List, Sunrise } from '@element-plus/icons-vue'

const home: ConsoleModule = {
  routes: [
    { path: '/today', component: () => import('./pages/TodayPage.vue'), meta: { title: 'home.title', permission: 'report.read' } },
    { path: '/todo/:key?', component: () => import('./pages/TodoPage.vue'), meta: { title: 'home.todo' } },
  ],
  menu: [
    { title: 'home.title', to: '/today', icon: Sunrise, group: 'today', permission: 'report.read', key: 't' },
    { title: 'home.todo', to: '/todo', icon: List, group: 'today', key: 'w' },
  ],
}

export default home
