import type { ConsoleModule } from '@/app/module'
import { Key, OfficeBuilding } from '@element-plus/icons-vue'
import PeopleIcon from '@/ui/PeopleIcon.vue'

const accounts: ConsoleModule = {
  routes: [
    { path: '/staff', component: () => import('./pages/StaffPage.vue'), meta: { title: 'staff.title', permission: 'staff.read' } },
    { path: '/departments', component: () => import('./pages/DepartmentsPage.vue'), meta: { title: 'department.title', permission: 'staff.read' } },
    { path: '/roles', component: () => import('./pages/RolesPage.vue'), meta: { title: 'role.title', permission: 'staff.read' } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'account.title' } },
  ],
  menu: [
    { title: 'staff.title', to: '/staff', icon: PeopleIcon, group: 'settings', permission: 'staff.read', key: 's' },
    { title: 'department.title', to: '/departments', icon: OfficeBuilding, group: 'settings', permission: 'staff.read', companyOnly: true },
    { title: 'role.title', to: '/roles', icon: Key, group: 'settings', permission: 'staff.read', companyOnly: true },
  ],
}

export default accounts
