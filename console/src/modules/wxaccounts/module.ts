import type { ConsoleModule } from '@/app/module'
import { ChatDotRound } from '@element-plus/icons-vue'

const READ = 'wechat.read'

const wxaccounts: ConsoleModule = {
  routes: [
    { path: '/wechat/accounts', component: () => import('./pages/AccountListPage.vue'), meta: { title: 'wxaccount.title', permission: READ } },
    { path: '/wechat/accounts/new', component: () => import('./pages/ConnectPage.vue'), meta: { title: 'wxaccount.connect', permission: 'wechat.connect' } },
    { path: '/wechat/accounts/:id', component: () => import('./pages/WxAccountPage.vue'), meta: { title: 'wxaccount.title', permission: READ } },
  ],
  menu: [
    { title: 'wxaccount.title', to: '/wechat/accounts', icon: ChatDotRound, group: 'wechat', permission: READ },
  ],
}

export default wxaccounts
