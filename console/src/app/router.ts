import type { RouteLocationNormalized } from 'vue-router'
import { watch } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'
import { i18n, translate } from '@/app/i18n'
import { may, sessionReady } from '@/app/session/session'
import { menuFor } from './module'
import { modules } from './modules'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/sign-in', component: () => import('@/app/session/SignInPage.vue'), meta: { open: true, title: 'signIn.title' } },
    { path: '/enter', component: () => import('@/app/session/EnterPage.vue'), meta: { open: true, title: 'signIn.title' } },
    { path: '/wechat', component: () => import('@/app/session/EnterPage.vue'), props: { wechat: true }, meta: { open: true, title: 'signIn.title' } },
    { path: '/wall', component: () => import('@/modules/boss/pages/WallPage.vue'), meta: { title: 'boss.wall.title', permission: 'boss.read' } },
    {
      path: '/',
      component: () => import('@/app/shell/AppShell.vue'),
      redirect: '/today',
      children: [
        ...modules.flatMap(module => module.routes),
        { path: ':rest(.*)*', component: () => import('@/app/shell/MissingPage.vue'), meta: { title: 'state.missing' } },
      ],
    },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open)
    return true
  try {
    const me = await sessionReady()
    if (!me)
      return { path: '/sign-in', query: { to: to.fullPath }, replace: true }
    // Who has no figures to see begins where their own work is.
    return to.path === '/today' && !may(me, 'report.read') ? menuFor(modules, me)[0]?.entries[0]?.to ?? '/account' : true
  }
  catch {
    // The server is out of reach: the sign-in page says so and offers a retry.
    return { path: '/sign-in', query: { to: to.fullPath, unreachable: '1' }, replace: true }
  }
})

function showTitle(route: RouteLocationNormalized): void {
  const name = translate('app.name')
  document.title = route.meta.title ? `${translate(route.meta.title)} · ${name}` : name
}

router.afterEach(showTitle)
watch(i18n.global.locale, () => showTitle(router.currentRoute.value))
