import type { ConsoleModule } from '@/app/module'
import { Aim, Bell, View } from '@element-plus/icons-vue'
import UnseenBadge from './components/UnseenBadge.vue'

const radar: ConsoleModule = {
  routes: [
    { path: '/radar', component: () => import('./pages/RadarPage.vue'), meta: { title: 'radar.title', permission: 'radar.read' } },
    { path: '/radar/visits', component: () => import('./pages/VisitsPage.vue'), meta: { title: 'radar.visits', permission: 'radar.read' } },
    { path: '/radar/alerts', component: () => import('./pages/AlertsPage.vue'), meta: { title: 'radar.alerts.title', permission: 'radar.read' } },
    { path: '/radar/looks', component: () => import('./pages/LooksPage.vue'), meta: { title: 'radar.looks.title', permission: 'radar.setup' } },
  ],
  menu: [
    { title: 'radar.title', to: '/radar', icon: Aim, group: 'radar', permission: 'radar.read', key: 'r', badge: UnseenBadge },
    { title: 'radar.visits', to: '/radar/visits', icon: View, group: 'radar', permission: 'radar.read', key: 'v' },
    { title: 'radar.alerts.title', to: '/radar/alerts', icon: Bell, group: 'radar', permission: 'radar.read' },
  ],
}

export default radar
