import type { ConsoleModule } from '@/app/module'
import { Share } from '@element-plus/icons-vue'

const spread: ConsoleModule = {
  routes: [
    { path: '/spread', component: () => import('./pages/SpreadPage.vue'), meta: { title: 'spread.title', permission: 'radar.read' } },
  ],
  menu: [
    { title: 'spread.title', to: '/spread', icon: Share, group: 'radar', permission: 'radar.read' },
  ],
}

export default spread
