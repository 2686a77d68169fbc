import type { RouteRecordRaw } from 'vue-router'

const words = ['family']

export const routes: RouteRecordRaw[] = [
  {
    path: '/home',
    component: () => import('./HomePage.vue'),
    meta: { title: 'family.home.title', words, roles: ['relative'] },
  },
  {
    path: '/family/alerts',
    component: () => import('./AlertsPage.vue'),
    meta: { title: 'family.alerts.title', words, roles: ['relative'] },
  },
  {
    path: '/family/alerts/:id',
    component: () => import('./AlertPage.vue'),
    meta: { title: 'family.alert.title', words, roles: ['relative'] },
  },
  {
    path: '/residents/:id',
    component: () => import('./PersonPage.vue'),
    meta: { title: 'family.person.title', words, roles: ['relative', 'steward', 'staff'] },
  },
  {
    path: '/residents/:id/consents',
    component: () => import('./ConsentsPage.vue'),
    meta: { title: 'family.consents.title', words, roles: ['relative', 'staff'] },
  },
  {
    path: '/residents/:id/looks',
    component: () => import('./LooksPage.vue'),
    meta: { title: 'family.looks.title', words, roles: ['relative', 'staff'] },
  },
  {
    path: '/notifications',
    component: () => import('./NotificationsPage.vue'),
    meta: { title: 'family.notify.title', words },
  },
  {
    path: '/residents/:id/report',
    component: () => import('./ReportPage.vue'),
    meta: { title: 'family.report.title', words, roles: ['relative', 'steward', 'staff'] },
  },
]
