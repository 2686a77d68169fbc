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
