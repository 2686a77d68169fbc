import type { SeriesShape } from '@/api'
import { staleAfter } from '@/parts/values'

export const RANGES = ['24h', '7d', '30d'] as const
export type Range = (typeof RANGES)[number]

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
export const LENGTHS: Record<Range, number> = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY }
/** Seconds of a bucket: about 300 points, as many as a telephone has room for. */
export const EVERY: Record<Range, number> = { '24h': 300, '7d': 1800, '30d': 7200 }

/** What was measured in a stretch of time: its lowest, mean and highest reading. */
export interface Point {
  at: number
  low: number
  middle: number
  high: number
  count: number
}

/** Give an answer's points in order of time, whatever device they are from. Buckets stand in their middle. */
export function pointsOf(series: SeriesShape): Point[] {
  const half = (series.every_seconds ?? 0) * 500
  const points = series.series.flatMap(({ points: rows }) =>
    rows.map((row): Point => {
      const [at = 0, first = 0, middle = first, high = first, count = 1] = row
      return { at: at + half, low: first, middle, high, count }
    }),
  )
  return points.sort((one, other) => one.at - other.at)
}

/** How long nothing may be measured before that is a gap: what is measured now and then may be silent for longer. */
export function longestPause(metric: string, everySeconds: number): number {
  return Math.max(staleAfter(metric) * 1500, 3 * everySeconds * 1000)
}

export interface Gap {
  from: number
  to: number
}

/** Give the stretches without a reading, those at the edges too. */
export function gapsOf(points: readonly Point[], longest: number, start: number, end: number): Gap[] {
  const found: Gap[] = []
  let before = start
  for (const at of [...points.map((one) => one.at), end]) {
    if (at - before > longest) found.push({ from: before, to: at })
    before = at
  }
  return found
}

/** Put a hole into the line wherever a gap is. */
export function holed(points: readonly Point[], longest: number): (Point | null)[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1]
    return before && point.at - before.at > longest ? [null, point] : [point]
  })
}

export interface Summary {
  lowest: number
  middle: number
  highest: number
  count: number
}

/** Put points together into one; each counts as often as it was measured. */
export function summed(points: readonly Point[]): Summary | null {
  const count = points.reduce((sum, one) => sum + one.count, 0)
  if (!points.length || !count) return null
  return {
    lowest: Math.min(...points.map((one) => one.low)),
    middle: points.reduce((sum, one) => sum + one.middle * one.count, 0) / count,
    highest: Math.max(...points.map((one) => one.high)),
    count,
  }
}

/** Give the rows of the table beside a chart: by the hour, by six hours, or by the day; those without readings too. */
export function rowsOf(points: readonly Point[], range: Range, start: number, end: number) {
  const step = { '24h': HOUR, '7d': 6 * HOUR, '30d': DAY }[range]
  const rows: { at: number; summary: Summary | null }[] = []
  for (let at = start; at < end; at += step) {
    const within = points.filter((one) => one.at >= at && one.at < at + step)
    rows.push({ at, summary: summed(within) })
  }
  return rows.reverse()
}
