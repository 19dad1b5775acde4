import type { ConsoleModule } from '@/app/module'
import { Connection } from '@element-plus/icons-vue'

const hooks: ConsoleModule = {
  routes: [
    { path: '/hooks', component: () => import('./pages/HooksPage.vue'), meta: { title: 'hook.title', permission: 'hooks.write' } },
    { path: '/hooks/:id(\\d+)', component: () => import('./pages/HookPage.vue'), props: true, meta: { title: 'hook.one', permission: 'hooks.write' } },
  ],
  menu: [
    { title: 'hook.title', to: '/hooks', icon: Connection, group: 'settings', permission: 'hooks.write' },
  ],
}

export default hooks
