import type { ActivityShape, TurnSeries } from '@/api'
import type { Range } from './curve'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What an hour (or a day) at home came to; null where no device said anything of the kind. */
export interface Slot {
  at: number
  opened: number | null
  steps: number | null
  moved: number | null
}

/** Give the moments at which something went on: of its first word nobody knows since when it held. */
export function turnedOn(found: readonly TurnSeries[]): number[] {
  return found
    .flatMap(({ turns }) => turns.filter(([, on], index) => on === 1 && index > 0).map(([at = 0]) => at))
    .sort((one, other) => one - other)
}

/** Cut what was heard into hours of a day, or into local days. `offset` is what the zone is ahead of UTC. Pure. */
export function slots(activity: ActivityShape, range: Range, offset: number): Slot[] {
  const size = range === '24h' ? HOUR : DAY
  const [start, end] = [activity.start, activity.end].map((one) => new Date(one).getTime()) as [
    number,
    number,
  ]
  const doors = turnedOn(activity.doors)
  const moves = turnedOn(activity.motion)
  const found: Slot[] = []
  for (let at = Math.floor((start + offset) / size) * size - offset; at < end; at += size) {
    const inside = (one: number): boolean => one >= at && one < at + size
    const walked = activity.steps.filter(([hour = 0]) => inside(hour))
    found.push({
      at,
      opened: activity.doors.length ? doors.filter(inside).length : null,
      moved: activity.motion.length ? moves.filter(inside).length : null,
      steps: walked.length ? walked.reduce((sum, [, amount = 0]) => sum + amount, 0) : null,
    })
  }
  return found
}

/** Add up what is known; null where nothing is. */
export function total(found: readonly Slot[], what: 'opened' | 'steps' | 'moved'): number | null {
  const known = found.flatMap((one) => one[what] ?? [])
  return known.length ? known.reduce((sum, one) => sum + one, 0) : null
}
