import type { ConsoleModule } from '@/app/module'
import { DataLine } from '@element-plus/icons-vue'

const intake: ConsoleModule = {
  routes: [
    { path: '/radar/intake', component: () => import('./pages/IntakePage.vue'), meta: { title: 'intake.title', permission: 'radar.setup' } },
    { path: '/radar/quarantine', component: () => import('./pages/QuarantinePage.vue'), meta: { title: 'intake.refused.title', permission: 'radar.setup' } },
  ],
  menu: [
    { title: 'intake.title', to: '/radar/intake', icon: DataLine, group: 'radar', permission: 'radar.setup' },
  ],
}

export default intake
