import type { ConsoleModule } from '@/app/module'
import { Download, Upload } from '@element-plus/icons-vue'

const data: ConsoleModule = {
  routes: [
    { path: '/imports', component: () => import('./pages/ImportListPage.vue'), meta: { title: 'imports.title', permission: 'data.import' } },
    { path: '/imports/:id', component: () => import('./pages/ImportPage.vue'), props: true, meta: { title: 'imports.one', permission: 'data.import' } },
    { path: '/exports', component: () => import('./pages/ExportListPage.vue'), meta: { title: 'exports.title', permission: 'data.export' } },
  ],
  menu: [
    { title: 'imports.title', to: '/imports', icon: Upload, group: 'settings', permission: 'data.import' },
    { title: 'exports.title', to: '/exports', icon: Download, group: 'settings', permission: 'data.export' },
  ],
}

export default data
