import type { ConsoleModule } from '@/app/module'
import { ChatLineSquare, Postcard, Promotion } from '@element-plus/icons-vue'

const messages: ConsoleModule = {
  routes: [
    { path: '/messages', component: () => import('./pages/MessagesPage.vue'), meta: { title: 'message.title', permission: 'message.read' } },
    { path: '/message-templates', component: () => import('./pages/TemplatesPage.vue'), meta: { title: 'messageTemplate.title', permission: 'message.read' } },
    { path: '/mass-messages', component: () => import('./pages/MassPage.vue'), meta: { title: 'mass.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'message.title', to: '/messages', icon: ChatLineSquare, group: 'wechat', permission: 'message.read' },
    { title: 'messageTemplate.title', to: '/message-templates', icon: Postcard, group: 'wechat', permission: 'message.read' },
    { title: 'mass.title', to: '/mass-messages', icon: Promotion, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default messages
