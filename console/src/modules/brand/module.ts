import type { ConsoleModule } from '@/app/module'
import { Brush, ChatLineSquare, MagicStick, Postcard } from '@element-plus/icons-vue'

const brand: ConsoleModule = {
  routes: [
    { path: '/brand', component: () => import('./pages/BrandPage.vue'), meta: { title: 'brand.title', permission: 'merchant.write' } },
    { path: '/presets', component: () => import('./pages/PresetsPage.vue'), meta: { title: 'preset.title', permission: 'merchant.write' } },
    { path: '/customer-types', component: () => import('./pages/TypesPage.vue'), meta: { title: 'custType.title', permission: 'field.write' } },
    { path: '/phrases', component: () => import('./pages/PhrasesPage.vue'), meta: { title: 'phrase.title', permission: 'merchant.write' } },
  ],
  menu: [
    { title: 'brand.title', to: '/brand', icon: Brush, group: 'settings', permission: 'merchant.write' },
    { title: 'preset.title', to: '/presets', icon: MagicStick, group: 'settings', permission: 'merchant.write' },
    { title: 'custType.title', to: '/customer-types', icon: Postcard, group: 'settings', permission: 'field.write' },
    { title: 'phrase.title', to: '/phrases', icon: ChatLineSquare, group: 'settings', permission: 'merchant.write' },
  ],
}

export default brand
