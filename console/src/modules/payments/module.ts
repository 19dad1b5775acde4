import type { ConsoleModule } from '@/app/module'
import { Coin, Files, Sunset } from '@element-plus/icons-vue'

const payments: ConsoleModule = {
  routes: [
    { path: '/cashier', component: () => import('./pages/CashierPage.vue'), meta: { title: 'till.title', permission: 'order.write' } },
    { path: '/bills', component: () => import('./pages/BillListPage.vue'), meta: { title: 'bill.title', permission: 'bill.read' } },
    { path: '/day-close', component: () => import('./pages/DayClosePage.vue'), meta: { title: 'dayClose.title', permission: 'bill.read' } },
  ],
  menu: [
    { title: 'till.title', to: '/cashier', icon: Coin, group: 'trade', permission: 'order.write' },
    { title: 'dayClose.title', to: '/day-close', icon: Sunset, group: 'trade', permission: 'bill.read' },
    { title: 'bill.title', to: '/bills', icon: Files, group: 'trade', permission: 'bill.read' },
  ],
}

export default payments
