import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
} from 'vue-router'
import { loadWords } from '@/locales'
import { turnPage } from './seen'
import { whoIsHere } from './session'
import { titleKey } from './title'
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
    /** Whether it stands alone, without the navigation. */
    bare?: boolean
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
    {
      path: '/me',
      component: () => import('./me/MePage.vue'),
      meta: { title: 'shell.me.title', words: ['account'] },
    },
    {
      path: '/owed',
      component: () => import('./me/OwedPage.vue'),
      meta: { title: 'shell.owed.title', words: ['account'], bare: true },
    },
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

router.beforeEach(async (to, from) => {
  const me = await whoIsHere()
  if (!me)
    return to.meta.open ? true : { path: '/login', query: to.path === '/' ? {} : { next: to.fullPath } }
  // Nothing else is answered before it is done: the server says so of every question.
  if (me.owes.length && !to.meta.open)
    return to.path === '/owed' ? true : { path: '/owed', query: to.path === '/' ? {} : { next: to.fullPath } }
  if (to.path === '/' || to.path === '/owed') return HOMES[me.role]
  const alerts = alertsOf(me.role, to)
  if (alerts) return alerts
  if (to.meta.roles && !to.meta.roles.includes(me.role)) return { path: HOMES[me.role], replace: true }
  if (to.path !== from.path) turnPage()
  return true
})

/** At the start: fetch the page and its words while it is asked who is here, not after. What fails is told later. */
export function fetchAhead(language: string): void {
  const to = router.resolve(window.location.pathname.replace(/^\/app/, '') || '/')
  for (const { components } of to.matched) {
    const load = components?.default as unknown
    if (typeof load === 'function') void Promise.resolve(load()).catch(() => undefined)
  }
  for (const part of to.meta.words ?? []) void loadWords(part, language).catch(() => undefined)
}

/** Messages lead everybody to `/alerts` and `/alerts/<id>`; which page that is depends on who opens it. */
function alertsOf(role: Role, to: RouteLocationNormalized): RouteLocationRaw | null {
  if (to.path === '/alerts')
    return { path: role === 'relative' ? '/family/alerts' : HOMES[role], replace: true }
  if (role === 'relative' && to.path.startsWith('/alerts/'))
    return { path: `/family${to.path}`, hash: to.hash, replace: true }
  return null
}

router.beforeResolve(async (to) => {
  await Promise.all((to.meta.words ?? []).map((part) => loadWords(part)))
})

router.afterEach((to, _from, failure) => {
  if (!failure) titleKey.value = to.meta.title ?? ''
})
