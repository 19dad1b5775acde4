import type { ConsoleModule } from '@/app/module'
import { ChatDotSquare, Shop, TrendCharts } from '@element-plus/icons-vue'

const front: ConsoleModule = {
  routes: [
    { path: '/codes', component: () => import('./pages/CodesPage.vue'), meta: { title: 'codes.title', permission: 'card.read' } },
    { path: '/shop-front', component: () => import('./pages/FrontPage.vue'), meta: { title: 'front.title', permission: 'shop.write' } },
    { path: '/moments', component: () => import('./pages/MomentsPage.vue'), meta: { title: 'moment.title', permission: 'card.read' } },
  ],
  menu: [
    { title: 'codes.title', to: '/codes', icon: TrendCharts, group: 'cards', permission: 'card.read' },
    { title: 'front.title', to: '/shop-front', icon: Shop, group: 'cards', permission: 'shop.write' },
    { title: 'moment.title', to: '/moments', icon: ChatDotSquare, group: 'cards', permission: 'card.read' },
  ],
}

export default front
