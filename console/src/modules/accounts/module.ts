import type { ConsoleModule } from '@/app/module'
import { Key, OfficeBuilding, Timer } from '@element-plus/icons-vue'
import PeopleIcon from '@/ui/PeopleIcon.vue'

const accounts: ConsoleModule = {
  routes: [
    { path: '/staff', component: () => import('./pages/StaffPage.vue'), meta: { title: 'staff.title', permission: 'staff.read' } },
    { path: '/departments', component: () => import('./pages/DepartmentsPage.vue'), meta: { title: 'department.title', permission: 'staff.read' } },
    { path: '/roles', component: () => import('./pages/RolesPage.vue'), meta: { title: 'role.title', permission: 'staff.read' } },
    { path: '/shares', component: () => import('./pages/SharesPage.vue'), meta: { title: 'access.title', permission: 'access.grant' } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'account.title' } },
  ],
  menu: [
    { title: 'staff.title', to: '/staff', icon: PeopleIcon, group: 'settings', permission: 'staff.read', key: 's' },
    { title: 'department.title', to: '/departments', icon: OfficeBuilding, group: 'settings', permission: 'staff.read', companyOnly: true },
    { title: 'role.title', to: '/roles', icon: Key, group: 'settings', permission: 'staff.read', companyOnly: true },
    { title: 'access.title', to: '/shares', icon: Timer, group: 'settings', permission: 'access.grant', companyOnly: true },
  ],
}

export default accounts
