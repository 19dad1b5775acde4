import type { ConsoleModule } from '@/app/module'
import { Sunrise } from '@element-plus/icons-vue'

const home: ConsoleModule = {
  routes: [
    { path: '/today', component: () => import('./pages/TodayPage.vue'), meta: { title: 'home.title', permission: 'report.read' } },
  ],
  menu: [
    { title: 'home.title', to: '/today', icon: Sunrise, group: 'today', permission: 'report.read', key: 't' },
  ],
}

export default home
