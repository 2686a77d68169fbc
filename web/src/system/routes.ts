import type { RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api'

const STAFF: Role[] = ['staff']
const KEEPERS: Role[] = ['staff', 'admin']
const DUTY: Role[] = ['staff', 'steward']

function page(
  path: string,
  name: string,
  roles: Role[],
  component: RouteRecordRaw['component'],
): RouteRecordRaw {
  return {
    path,
    component,
    meta: { title: `system.${name}.title`, words: ['system'], roles },
  } as RouteRecordRaw
}

export const routes: RouteRecordRaw[] = [
  page('/office', 'office', ['staff', 'admin', 'steward'], () => import('./OfficePage.vue')),
  page('/rules', 'rules', DUTY, () => import('./rules/RulesPage.vue')),
  page('/rules/:id', 'rule', DUTY, () => import('./rules/RulePage.vue')),
  page('/kpis', 'kpis', DUTY, () => import('./kpis/KpisPage.vue')),
  page('/system', 'house', KEEPERS, () => import('./house/SystemPage.vue')),
  page('/quarantine', 'quarantine', STAFF, () => import('./house/QuarantinePage.vue')),
  page('/messages', 'messages', STAFF, () => import('./house/MessagesPage.vue')),
  page('/rosters', 'rosters', DUTY, () => import('./rosters/RostersPage.vue')),
  page('/rosters/:area', 'roster', DUTY, () => import('./rosters/RosterPage.vue')),
  page('/ladders', 'ladders', DUTY, () => import('./ladders/LaddersPage.vue')),
  page('/ladders/:id', 'ladder', DUTY, () => import('./ladders/LadderPage.vue')),
  page('/channels', 'channels', DUTY, () => import('./ChannelsPage.vue')),
  page('/audit', 'audit', KEEPERS, () => import('./AuditPage.vue')),
  page('/webhooks', 'webhooks', STAFF, () => import('./webhooks/WebhooksPage.vue')),
  page('/webhooks/:id', 'webhook', STAFF, () => import('./webhooks/WebhookPage.vue')),
]
