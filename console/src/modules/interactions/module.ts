import type { ConsoleModule } from '@/app/module'
import { ChatLineRound, Finished } from '@element-plus/icons-vue'

const interactions: ConsoleModule = {
  routes: [
    { path: '/plans', component: () => import('./pages/PlansPage.vue'), meta: { title: 'plan.title', permission: 'plan.read' } },
    { path: '/interactions', component: () => import('./pages/InteractionsPage.vue'), meta: { title: 'timeline.followups', permission: 'interaction.read' } },
  ],
  menu: [
    { title: 'plan.title', to: '/plans', icon: Finished, group: 'today', permission: 'plan.read', key: 'p' },
    { title: 'timeline.followups', to: '/interactions', icon: ChatLineRound, group: 'customers', permission: 'interaction.read', key: 'f' },
  ],
}

export default interactions
