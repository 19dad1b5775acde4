import type { ConsoleModule } from '@/app/module'
import { Files, Setting, Switch } from '@element-plus/icons-vue'

const pools: ConsoleModule = {
  routes: [
    { path: '/pools', component: () => import('./pages/PoolPage.vue'), meta: { title: 'pool.title', permission: 'pool.claim' } },
    { path: '/pools/rules', component: () => import('./pages/PoolRulesPage.vue'), meta: { title: 'pool.rulesTitle', permission: 'pool.write' } },
    { path: '/handover', component: () => import('./pages/HandoverPage.vue'), meta: { title: 'handover.title', permission: 'handover.run' } },
  ],
  menu: [
    { title: 'pool.title', to: '/pools', icon: Files, group: 'customers', permission: 'pool.claim', companyOnly: true, key: 'h' },
    { title: 'pool.rulesTitle', to: '/pools/rules', icon: Setting, group: 'settings', permission: 'pool.write', companyOnly: true },
    { title: 'handover.title', to: '/handover', icon: Switch, group: 'settings', permission: 'handover.run', companyOnly: true },
  ],
}

export default pools
