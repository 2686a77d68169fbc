import type { IconName } from '@/parts/icons'
import type { Me } from '@/api'

export interface Place {
  to: string
  /** Key of its name. */
  name: string
  icon: IconName
}

const FAMILY: Place[] = [
  { to: '/home', name: 'shell.nav.home', icon: 'home' },
  { to: '/family/alerts', name: 'shell.nav.alerts', icon: 'bell' },
  { to: '/notifications', name: 'shell.nav.notifications', icon: 'message' },
  { to: '/me', name: 'shell.nav.me', icon: 'person' },
]
const STEWARD: Place[] = [
  { to: '/queue', name: 'shell.nav.queue', icon: 'bell' },
  { to: '/round', name: 'shell.nav.round', icon: 'list' },
  { to: '/building', name: 'shell.nav.building', icon: 'building' },
  { to: '/duty', name: 'shell.nav.duty', icon: 'calendar' },
  { to: '/me', name: 'shell.nav.me', icon: 'person' },
]
const OFFICE: Place[] = [
  { to: '/residents', name: 'shell.nav.residents', icon: 'home' },
  { to: '/devices', name: 'shell.nav.devices', icon: 'watch' },
  { to: '/rules', name: 'shell.nav.rules', icon: 'ruler' },
  { to: '/office', name: 'shell.nav.office', icon: 'more' },
]

/** Where somebody can go from anywhere: the first five stand in the bar at the bottom of a telephone. */
export function placesOf(me: Me): Place[] {
  if (me.role === 'relative') return FAMILY
  if (me.role === 'steward') return STEWARD
  const me_ = STEWARD.at(-1) as Place
  if (me.role === 'admin') {
    return [
      { to: '/people', name: 'shell.nav.people', icon: 'person' },
      { to: '/office', name: 'shell.nav.office', icon: 'more' },
      me_,
    ]
  }
  return [STEWARD[0] as Place, STEWARD[2] as Place, ...OFFICE, STEWARD[1] as Place, STEWARD[3] as Place, me_]
}
