import type { ConsoleModule } from '@/app/module'
import { Goods, Postcard } from '@element-plus/icons-vue'

const catalog: ConsoleModule = {
  routes: [
    { path: '/cards', component: () => import('./pages/CardListPage.vue'), meta: { title: 'card.title', permission: 'card.read' } },
    { path: '/cards/:id', component: () => import('./pages/CardEditorPage.vue'), props: true, meta: { title: 'card.one', permission: 'card.read' } },
    { path: '/products', component: () => import('./pages/ProductListPage.vue'), meta: { title: 'product.title', permission: 'product.read' } },
    { path: '/products/:id', component: () => import('./pages/ProductEditorPage.vue'), props: true, meta: { title: 'product.one', permission: 'product.read' } },
  ],
  menu: [
    { title: 'card.title', to: '/cards', icon: Postcard, group: 'cards', permission: 'card.read', key: 'm' },
    { title: 'product.title', to: '/products', icon: Goods, group: 'trade', permission: 'product.read', key: 'd' },
  ],
}

export default catalog
