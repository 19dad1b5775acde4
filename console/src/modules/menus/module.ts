import type { ConsoleModule } from '@/app/module'
import { Grid } from '@element-plus/icons-vue'

const menus: ConsoleModule = {
  routes: [
    { path: '/wechat/menus', component: () => import('./pages/MenusPage.vue'), meta: { title: 'wxmenu.title', permission: 'wechat.read' } },
  ],
  menu: [
    { title: 'wxmenu.title', to: '/wechat/menus', icon: Grid, group: 'wechat', permission: 'wechat.read' },
  ],
}

export default menus
