import type { ConsoleModule } from '@/app/module'
import { Aim, View } from '@element-plus/icons-vue'

const radar: ConsoleModule = {
  routes: [
    { path: '/radar', component: () => import('./pages/RadarPage.vue'), meta: { title: 'radar.title', permission: 'radar.read' } },
    { path: '/radar/visits', component: () => import('./pages/VisitsPage.vue'), meta: { title: 'radar.visits', permission: 'radar.read' } },
  ],
  menu: [
    { title: 'radar.title', to: '/radar', icon: Aim, group: 'radar', permission: 'radar.read', key: 'r' },
    { title: 'radar.visits', to: '/radar/visits', icon: View, group: 'radar', permission: 'radar.read', key: 'v' },
  ],
}

export default radar
