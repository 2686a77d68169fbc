import type { LatestReading, LimitShape } from '@/api'

/** What is usual for this person at this hour. */
export interface Usual {
  low: number
  high: number
  middle: number
}

export interface Judged {
  band: 'low' | 'usual' | 'high'
  /** By what it is judged: a limit that is crossed, the person's own usual band, or limits that are not crossed. */
  by: 'limit' | 'person' | 'limits'
  /** Of the limit that is crossed. */
  severity: string | null
}

const RANK: Record<string, number> = { info: 1, warning: 2, critical: 3 }
export const rank = (severity: string): number => RANK[severity] ?? 0

function crosses(value: number, limit: LimitShape): boolean {
  const beyond = limit.side === 'above' ? value - limit.fires_at : limit.fires_at - value
  return limit.strict ? beyond > 0 : beyond >= 0
}

/** Say how a value lies: past a limit in force, else against the person's usual band; null where neither is known. */
export function judge(reading: LatestReading, usual: Usual | null): Judged | null {
  const crossed = reading.limits
    .filter((one) => crosses(reading.value, one))
    .sort((one, other) => rank(other.severity) - rank(one.severity))[0]
  if (crossed)
    return { band: crossed.side === 'above' ? 'high' : 'low', by: 'limit', severity: crossed.severity }
  if (usual) {
    const band = reading.value < usual.low ? 'low' : reading.value > usual.high ? 'high' : 'usual'
    return { band, by: 'person', severity: null }
  }
  return reading.limits.length ? { band: 'usual', by: 'limits', severity: null } : null
}

/** Say where a value stands against the middle of what is usual: within half of the band around it is level. */
export function arrow(value: number, usual: Usual | null): 'up' | 'down' | 'level' | null {
  if (!usual) return null
  const slack = Math.max((usual.high - usual.low) / 4, Number.EPSILON)
  if (value > usual.middle + slack) return 'up'
  return value < usual.middle - slack ? 'down' : 'level'
}
