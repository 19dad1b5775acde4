import type { ConsoleModule } from '@/app/module'
import { ChatLineSquare, FullScreen } from '@element-plus/icons-vue'

const replies: ConsoleModule = {
  routes: [
    { path: '/wechat/replies', component: () => import('./pages/RepliesPage.vue'), meta: { title: 'reply.title', permission: 'wechat.read' } },
    { path: '/wechat/codes', component: () => import('./pages/CodesPage.vue'), meta: { title: 'scene.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'reply.title', to: '/wechat/replies', icon: ChatLineSquare, group: 'wechat', permission: 'wechat.read' },
    { title: 'scene.title', to: '/wechat/codes', icon: FullScreen, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default replies
