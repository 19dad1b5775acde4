import type { ConsoleModule } from '@/app/module'
import { Money } from '@element-plus/icons-vue'

const wxpay: ConsoleModule = {
  routes: [
    { path: '/wechat/pay', component: () => import('./pages/PayPage.vue'), meta: { title: 'wxpay.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'wxpay.title', to: '/wechat/pay', icon: Money, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default wxpay
