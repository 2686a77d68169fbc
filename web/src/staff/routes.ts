import type { RouteRecordRaw, RouteMeta } from 'vue-router'

const STAFF: RouteMeta = { words: ['staff'], roles: ['staff'] }
const KEEPERS: RouteMeta = { words: ['staff'], roles: ['staff', 'admin'] }

export const routes: RouteRecordRaw[] = [
  {
    path: '/residents',
    component: () => import('./residents/ResidentsPage.vue'),
    meta: { ...STAFF, title: 'staff.residents.title' },
  },
  {
    path: '/residents/new',
    component: () => import('./residents/ResidentNewPage.vue'),
    meta: { ...STAFF, title: 'staff.residents.add' },
  },
  {
    path: '/residents/:id/file',
    component: () => import('./residents/FilePage.vue'),
    meta: { ...STAFF, title: 'staff.residents.file' },
  },
  {
    path: '/devices',
    component: () => import('./devices/DevicesPage.vue'),
    meta: { ...STAFF, title: 'staff.devices.title' },
  },
  {
    path: '/devices/claim',
    component: () => import('./devices/ClaimPage.vue'),
    meta: { ...STAFF, title: 'staff.claim.title' },
  },
  {
    path: '/devices/:id(.+)',
    component: () => import('./devices/DevicePage.vue'),
    meta: { ...STAFF, title: 'staff.device.title' },
  },
  {
    path: '/gateways',
    component: () => import('./devices/GatewaysPage.vue'),
    meta: { ...STAFF, title: 'staff.gateways.title' },
  },
  {
    path: '/import',
    component: () => import('./import/ImportPage.vue'),
    meta: { ...KEEPERS, title: 'staff.import.title' },
  },
  {
    path: '/consents/missing',
    component: () => import('./missing/MissingPage.vue'),
    meta: { ...STAFF, title: 'staff.missing.title' },
  },
  {
    path: '/flats',
    component: () => import('./flats/FlatsPage.vue'),
    meta: { ...KEEPERS, title: 'staff.flats.title' },
  },
  {
    path: '/flats/:id',
    component: () => import('./flats/AreaPage.vue'),
    meta: { ...KEEPERS, title: 'staff.flats.title' },
  },
  {
    path: '/people',
    component: () => import('./people/PeoplePage.vue'),
    meta: { ...KEEPERS, title: 'staff.people.title' },
  },
  {
    path: '/people/new',
    component: () => import('./people/PersonNewPage.vue'),
    meta: { ...KEEPERS, title: 'staff.people.add' },
  },
  {
    path: '/people/:id',
    component: () => import('./people/PersonPage.vue'),
    meta: { ...KEEPERS, title: 'staff.people.title' },
  },
]
