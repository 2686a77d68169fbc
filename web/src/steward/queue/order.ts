import type { AlertShape } from '@/api'

const RANK: Record<string, number> = { critical: 3, warning: 2, info: 1 }

/** Critical ones on top, then those that nobody is on, then the oldest. */
export function byUrgency(one: AlertShape, other: AlertShape): number {
  return (
    (RANK[other.severity] ?? 0) - (RANK[one.severity] ?? 0) ||
    Number(one.state !== 'firing') - Number(other.state !== 'firing') ||
    one.started_at.localeCompare(other.started_at)
  )
}

export interface Queue {
  people: AlertShape[]
  devices: AlertShape[]
  muted: AlertShape[]
}

/**
 * The same alert as it was last seen keeps its object: the list is asked for anew each time that the line is
 * established, and rows whose alert has not changed are not drawn again.
 */
export function steadily(): (alerts: Iterable<AlertShape>) => AlertShape[] {
  let kept = new Map<string, AlertShape>()
  return (alerts) => {
    const now = new Map<string, AlertShape>()
    for (const one of alerts) {
      const before = kept.get(one.id)
      now.set(one.id, before && isSame(before, one) ? before : one)
    }
    kept = now
    return [...now.values()]
  }
}

function isSame(one: AlertShape, other: AlertShape): boolean {
  return (
    one.version === other.version &&
    one.observed_at === other.observed_at &&
    one.muted?.by === other.muted?.by &&
    one.muted?.until === other.muted?.until
  )
}

/** What waits about people, about devices, and what nobody is told of now. */
export function queueOf(alerts: Iterable<AlertShape>): Queue {
  const queue: Queue = { people: [], devices: [], muted: [] }
  for (const one of [...alerts].sort(byUrgency)) {
    if (one.muted && one.state === 'firing') queue.muted.push(one)
    else if (one.technical) queue.devices.push(one)
    else queue.people.push(one)
  }
  return queue
}
