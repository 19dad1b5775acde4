import type { ConsoleModule } from '@/app/module'
import { PieChart } from '@element-plus/icons-vue'

const structure: ConsoleModule = {
  routes: [
    { path: '/structure', component: () => import('./pages/StructurePage.vue'), meta: { title: 'structure.title', permission: 'report.read' } },
  ],
  menu: [
    { title: 'structure.title', to: '/structure', icon: PieChart, group: 'customers', permission: 'report.read' },
  ],
}

export default structure
