import type { ConsoleModule } from '@/app/module'
import { DataAnalysis } from '@element-plus/icons-vue'

const boss: ConsoleModule = {
  routes: [
    { path: '/boss', component: () => import('./pages/BossPage.vue'), meta: { title: 'boss.title', permission: 'boss.read' } },
  ],
  menu: [
    { title: 'boss.title', to: '/boss', icon: DataAnalysis, group: 'radar', permission: 'boss.read' },
  ],
}

export default boss
