import type { ConsoleModule } from '@/app/module'
import { DataBoard, Tickets } from '@element-plus/icons-vue'

const sales: ConsoleModule = {
  routes: [
    { path: '/opportunities', component: () => import('./pages/OpportunityListPage.vue'), meta: { title: 'opportunity.title', permission: 'opportunity.read' } },
    { path: '/opportunities/board', component: () => import('./pages/BoardPage.vue'), meta: { title: 'opportunity.board', permission: 'opportunity.read' } },
    {
      path: '/opportunities/:id(\\d+)',
      component: () => import('./pages/OpportunityPage.vue'),
      props: true,
      meta: { title: 'opportunity.one', permission: 'opportunity.read' },
    },
  ],
  menu: [
    { title: 'opportunity.board', to: '/opportunities/board', icon: DataBoard, group: 'sales', permission: 'opportunity.read', key: 'b' },
    { title: 'opportunity.title', to: '/opportunities', icon: Tickets, group: 'sales', permission: 'opportunity.read', key: 'o' },
  ],
}

export default sales
