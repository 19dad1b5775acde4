import type { ConsoleModule } from '@/app/module'
import { TrendCharts } from '@element-plus/icons-vue'

const reports: ConsoleModule = {
  routes: [
    { path: '/reports/sales', component: () => import('./pages/SalesPage.vue'), meta: { title: 'report.title', permission: 'report.read' } },
  ],
  menu: [
    { title: 'report.title', to: '/reports/sales', icon: TrendCharts, group: 'trade', permission: 'report.read' },
  ],
}

export default reports
