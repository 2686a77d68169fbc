import type { Role } from '@/api'

export const ROLES: readonly Role[] = ['steward', 'staff', 'relative', 'integration', 'admin']

/** Those who see people by the areas that they answer for. */
export const holdsPosts = (role: Role): boolean => ['staff', 'steward', 'integration'].includes(role)

/** What an integration's key can be made for. */
export const KEY_SCOPES = [
  'see_alerts',
  'see_resident',
  'see_readings',
  'see_devices',
  'see_organisation',
  'see_system',
] as const
