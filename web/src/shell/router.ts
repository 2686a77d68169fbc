import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { i18n, loadWords } from '@/locales'
import { whoIsHere } from './session'
import { routes as family } from '@/family/routes'
import { routes as staff } from '@/staff/routes'
import { routes as system } from '@/system/routes'
import { routes as steward } from '@/steward/routes'
import { routes as wall } from '@/wall/routes'
import type { Role } from '@/api'

declare module 'vue-router' {
  interface RouteMeta {
    /** Locale files that the page needs besides `shell` and `words`. */
    words?: string[]
    /** Key of the page's title. */
    title?: string
    /** Who the page is for; others are sent to their own home. Absent: whoever is logged in. */
    roles?: Role[]
    /** Whether it is shown without a login. */
    open?: boolean
  }
}

export const HOMES: Record<Role, string> = {
  relative: '/home',
  steward: '/queue',
  staff: '/queue',
  admin: '/people',
  integration: '/me',
}

export const router = createRouter({
  history: createWebHistory('/app/'),
  scrollBehavior: (to, _, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
  routes: [
    { path: '/', name: 'start', component: { render: () => null } },
    {
      path: '/login',
      component: () => import('./LoginPage.vue'),
      meta: { open: true, title: 'shell.login.title' },
    },
    { path: '/me', component: () => import('./MePage.vue'), meta: { title: 'shell.me.title' } },
    ...family,
    ...steward,
    ...staff,
    ...system,
    ...wall,
    {
      path: '/:rest(.*)*',
      component: () => import('./LostPage.vue'),
      meta: { open: true, title: 'shell.lost.title' },
    },
  ],
})

router.beforeEach(async (to) => {
  const me = await whoIsHere()
  if (!me)
    return to.meta.open ? true : { path: '/login', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (to.path === '/') return HOMES[me.role]
  if (to.meta.roles && !to.meta.roles.includes(me.role)) return { path: HOMES[me.role], replace: true }
  return true
})

router.beforeResolve(async (to) => {
  await Promise.all((to.meta.words ?? []).map(loadWords))
})

router.afterEach((to) => titled(to))

function titled(to: RouteLocationNormalized): void {
  document.title = to.meta.title ? `${i18n.global.t(to.meta.title)} · Banister` : 'Banister'
}
