import type { ConsoleModule } from '@/app/module'
import { Medal, Tickets } from '@element-plus/icons-vue'

const members: ConsoleModule = {
  routes: [
    { path: '/members', component: () => import('./pages/MembersPage.vue'), meta: { title: 'member.title', permission: 'member.read' } },
    { path: '/members/:id', component: () => import('./pages/MemberPage.vue'), props: true, meta: { title: 'member.one', permission: 'member.read' } },
    { path: '/member-rules', component: () => import('./pages/MemberRulesPage.vue'), meta: { title: 'member.rules', permission: 'member.setup' } },
  ],
  menu: [
    { title: 'member.title', to: '/members', icon: Medal, group: 'trade', permission: 'member.read' },
    { title: 'member.rules', to: '/member-rules', icon: Tickets, group: 'settings', permission: 'member.setup' },
  ],
}

export default members
