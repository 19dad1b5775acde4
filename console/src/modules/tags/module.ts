import type { ConsoleModule } from '@/app/module'
import { CollectionTag } from '@element-plus/icons-vue'

const tags: ConsoleModule = {
  routes: [
    { path: '/tags', component: () => import('./pages/TagsPage.vue'), meta: { title: 'tags.title', permission: 'customer.read' } },
  ],
  menu: [
    { title: 'tags.title', to: '/tags', icon: CollectionTag, group: 'customers', permission: 'customer.read' },
  ],
}

export default tags
