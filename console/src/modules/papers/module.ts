import type { ConsoleModule } from '@/app/module'
import { Aim, DocumentChecked, PriceTag, Tickets, Wallet } from '@element-plus/icons-vue'

const papers: ConsoleModule = {
  routes: [
    { path: '/quotes', component: () => import('./pages/QuoteListPage.vue'), meta: { title: 'quote.title', permission: 'quote.read' } },
    { path: '/quotes/new', component: () => import('./pages/QuoteEditPage.vue'), meta: { title: 'quote.create', permission: 'quote.write' } },
    { path: '/quotes/:id(\\d+)', component: () => import('./pages/QuotePage.vue'), props: true, meta: { title: 'quote.one', permission: 'quote.read' } },
    { path: '/quotes/:id(\\d+)/edit', component: () => import('./pages/QuoteEditPage.vue'), props: true, meta: { title: 'quote.one', permission: 'quote.write' } },
    { path: '/contracts', component: () => import('./pages/ContractListPage.vue'), meta: { title: 'contract.title', permission: 'contract.read' } },
    { path: '/contracts/collect', component: () => import('./pages/CollectPage.vue'), meta: { title: 'contract.collect', permission: 'contract.read' } },
    { path: '/contracts/:id(\\d+)', component: () => import('./pages/ContractPage.vue'), props: true, meta: { title: 'contract.one', permission: 'contract.read' } },
    { path: '/payments', component: () => import('./pages/PaymentListPage.vue'), meta: { title: 'contract.payments', permission: 'contract.read' } },
    { path: '/targets', component: () => import('./pages/TargetsPage.vue'), meta: { title: 'target.title', permission: 'report.read' } },
    { path: '/price-lists', component: () => import('./pages/PriceListsPage.vue'), meta: { title: 'priceList.title', permission: 'product.write' } },
  ],
  menu: [
    { title: 'quote.title', to: '/quotes', icon: Tickets, group: 'sales', permission: 'quote.read', key: 'q' },
    { title: 'contract.title', to: '/contracts', icon: DocumentChecked, group: 'sales', permission: 'contract.read' },
    { title: 'contract.collect', to: '/contracts/collect', icon: Wallet, group: 'sales', permission: 'contract.read' },
    { title: 'target.title', to: '/targets', icon: Aim, group: 'sales', permission: 'report.read' },
    { title: 'priceList.title', to: '/price-lists', icon: PriceTag, group: 'settings', permission: 'product.write' },
  ],
}

export default papers
