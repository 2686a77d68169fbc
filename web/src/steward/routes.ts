import type { RouteMeta, RouteRecordRaw } from 'vue-router'

const ANSWERING: RouteMeta = { words: ['steward'], roles: ['steward', 'staff'] }

export const routes: RouteRecordRaw[] = [
  {
    path: '/queue',
    component: () => import('./queue/QueuePage.vue'),
    meta: { ...ANSWERING, title: 'steward.queue.title' },
  },
  {
    path: '/alerts/:id',
    component: () => import('./alert/AlertPage.vue'),
    meta: { ...ANSWERING, title: 'steward.alert.title' },
  },
  {
    path: '/building',
    component: () => import('./building/BuildingPage.vue'),
    meta: { ...ANSWERING, title: 'steward.building.title' },
  },
  {
    path: '/round',
    component: () => import('./round/RoundPage.vue'),
    meta: { ...ANSWERING, title: 'steward.round.title' },
  },
  {
    path: '/duty',
    component: () => import('./duty/DutyPage.vue'),
    meta: { ...ANSWERING, title: 'steward.duty.title' },
  },
  {
    path: '/residents/:id/away',
    component: () => import('./away/AwayPage.vue'),
    meta: { ...ANSWERING, title: 'steward.away.title' },
  },
]
