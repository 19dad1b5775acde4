import type { ConsoleModule } from '@/app/module'
import { DocumentAdd, MagicStick, Share } from '@element-plus/icons-vue'

const leads: ConsoleModule = {
  routes: [
    { path: '/leads', component: () => import('./pages/LeadListPage.vue'), meta: { title: 'lead.title', permission: 'lead.read' } },
    { path: '/leads/:id(\\d+)', component: () => import('./pages/LeadPage.vue'), props: true, meta: { title: 'lead.one', permission: 'lead.read' } },
    { path: '/lead-forms', component: () => import('./pages/FormsPage.vue'), meta: { title: 'leadForm.title', permission: 'lead.setup' } },
    { path: '/lead-rules', component: () => import('./pages/RulesPage.vue'), meta: { title: 'leadRule.title', permission: 'lead.setup' } },
  ],
  menu: [
    { title: 'lead.title', to: '/leads', icon: MagicStick, group: 'sales', permission: 'lead.read', key: 'l' },
    { title: 'leadForm.title', to: '/lead-forms', icon: DocumentAdd, group: 'settings', permission: 'lead.setup' },
    { title: 'leadRule.title', to: '/lead-rules', icon: Share, group: 'settings', permission: 'lead.setup', companyOnly: true },
  ],
}

export default leads
