import type { ConsoleModule } from '@/app/module'
import { Calendar, DataBoard, Guide, Tickets, TrendCharts } from '@element-plus/icons-vue'

const sales: ConsoleModule = {
  routes: [
    { path: '/opportunities', component: () => import('./pages/OpportunityListPage.vue'), meta: { title: 'opportunity.title', permission: 'opportunity.read' } },
    { path: '/opportunities/board', component: () => import('./pages/BoardPage.vue'), meta: { title: 'opportunity.board', permission: 'opportunity.read' } },
    { path: '/opportunities/calendar', component: () => import('./pages/CalendarPage.vue'), meta: { title: 'opportunity.view.calendar', permission: 'opportunity.read' } },
    { path: '/opportunities/forecast', component: () => import('./pages/ForecastPage.vue'), meta: { title: 'opportunity.view.forecast', permission: 'opportunity.read' } },
    { path: '/sales-setup', component: () => import('./pages/SetupPage.vue'), meta: { title: 'setup.title', permission: 'pipeline.write' } },
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
    { title: 'opportunity.view.calendar', to: '/opportunities/calendar', icon: Calendar, group: 'sales', permission: 'opportunity.read' },
    { title: 'opportunity.view.forecast', to: '/opportunities/forecast', icon: TrendCharts, group: 'sales', permission: 'opportunity.read' },
    { title: 'setup.title', to: '/sales-setup', icon: Guide, group: 'settings', permission: 'pipeline.write' },
  ],
}

export default sales
