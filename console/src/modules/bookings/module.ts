import type { ConsoleModule } from '@/app/module'
import { AlarmClock, Calendar, Scissor, User } from '@element-plus/icons-vue'

const bookings: ConsoleModule = {
  routes: [
    { path: '/bookings', component: () => import('./pages/BookingListPage.vue'), meta: { title: 'booking.title', permission: 'booking.read' } },
    { path: '/bookings/calendar', component: () => import('./pages/BookingCalendarPage.vue'), meta: { title: 'booking.calendar', permission: 'booking.read' } },
    { path: '/bookings/waiting', component: () => import('./pages/WaitingPage.vue'), meta: { title: 'booking.waiting.title', permission: 'booking.read' } },
    { path: '/bookings/:id(\\d+)', component: () => import('./pages/BookingPage.vue'), props: true, meta: { title: 'booking.one', permission: 'booking.read' } },
    { path: '/services', component: () => import('./pages/ServicesPage.vue'), meta: { title: 'service.title', permission: 'booking.setup' } },
    { path: '/resources', component: () => import('./pages/ResourcesPage.vue'), meta: { title: 'resource.title', permission: 'booking.setup' } },
  ],
  menu: [
    { title: 'booking.calendar', to: '/bookings/calendar', icon: Calendar, group: 'trade', permission: 'booking.read', key: 'y' },
    { title: 'booking.title', to: '/bookings', icon: AlarmClock, group: 'trade', permission: 'booking.read' },
    { title: 'service.title', to: '/services', icon: Scissor, group: 'settings', permission: 'booking.setup' },
    { title: 'resource.title', to: '/resources', icon: User, group: 'settings', permission: 'booking.setup' },
  ],
}

export default bookings
