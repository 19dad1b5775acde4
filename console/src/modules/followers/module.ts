import type { ConsoleModule } from '@/app/module'
import { UserFilled } from '@element-plus/icons-vue'

const followers: ConsoleModule = {
  routes: [
    { path: '/wechat/followers', component: () => import('./pages/FollowersPage.vue'), meta: { title: 'fans.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'fans.title', to: '/wechat/followers', icon: UserFilled, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default followers
