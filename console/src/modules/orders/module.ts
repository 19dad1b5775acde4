import type { ConsoleModule } from '@/app/module'
import { SetUp, ShoppingBag } from '@element-plus/icons-vue'

const orders: ConsoleModule = {
  routes: [
    { path: '/orders', component: () => import('./pages/OrderListPage.vue'), meta: { title: 'order.title', permission: 'order.read' } },
    { path: '/orders/:id(\\d+)', component: () => import('./pages/OrderPage.vue'), props: true, meta: { title: 'order.one', permission: 'order.read' } },
    { path: '/trade-settings', component: () => import('./pages/TradeSettingsPage.vue'), meta: { title: 'trade.title', permission: 'trade.setup' } },
  ],
  menu: [
    { title: 'order.title', to: '/orders', icon: ShoppingBag, group: 'trade', permission: 'order.read', key: 'u' },
    { title: 'trade.title', to: '/trade-settings', icon: SetUp, group: 'settings', permission: 'trade.setup' },
  ],
}

export default orders
