import type { ConsoleModule } from '@/app/module'
import { View } from '@element-plus/icons-vue'

const reviews: ConsoleModule = {
  routes: [
    { path: '/content-reviews', component: () => import('./pages/ReviewsPage.vue'), meta: { title: 'review.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'review.title', to: '/content-reviews', icon: View, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default reviews
