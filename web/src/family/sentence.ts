import type { AlertShape, LatestReading, Scope } from '@/api'
import { judge, rank } from './judging'

/** The longest silence of a home of which "all is well" may still be said. */
export const SILENT_AFTER_MS = 60 * 60_000

export type Sentence =
  | { tone: 'quiet'; kind: 'deceased' | 'noData' | 'noKinds' }
  | { tone: 'good'; kind: 'well' | 'readingsWell' | 'noAlerts'; at: string | null }
  | { tone: 'critical' | 'warning' | 'info'; kind: 'alert'; alert: AlertShape; more: number }
  | { tone: 'stale'; kind: 'silent'; at: string; silentMs: number }
  | { tone: 'warning'; kind: 'watch'; reading: LatestReading; band: 'low' | 'high' }

export interface Known {
  deceased: boolean
  kinds: ReadonlySet<Scope>
  /** Open alerts of this person. */
  alerts: readonly AlertShape[]
  readings: readonly LatestReading[]
  now: number
}

/** Put how somebody is into one sentence: the worst that is known, and never "all is well" of old data. Pure. */
export function sentence({ deceased, kinds, alerts, readings, now }: Known): Sentence {
  if (deceased) return { tone: 'quiet', kind: 'deceased' }
  if (!kinds.size) return { tone: 'quiet', kind: 'noKinds' }
  const open = alerts.filter((one) => !one.technical).sort(worstFirst)
  const worst = open[0]
  if (worst) {
    const tone = rank(worst.severity) ? (worst.severity as 'critical' | 'warning' | 'info') : 'info'
    return { tone, kind: 'alert', alert: worst, more: open.length - 1 }
  }
  const seesReadings = kinds.has('vital_signs') || kinds.has('activity')
  const newest = newestOf(readings)
  if (!seesReadings && kinds.has('alerts')) return { tone: 'good', kind: 'noAlerts', at: null }
  if (!newest) return { tone: 'quiet', kind: 'noData' }
  const silentMs = now - new Date(newest).getTime()
  if (silentMs > SILENT_AFTER_MS) return { tone: 'stale', kind: 'silent', at: newest, silentMs }
  return (
    beyond(readings, now) ?? { tone: 'good', kind: kinds.has('alerts') ? 'well' : 'readingsWell', at: newest }
  )
}

/** Give a fresh vital sign that is past a limit though no alert is open yet: it is being watched. */
function beyond(readings: readonly LatestReading[], now: number): Sentence | null {
  for (const reading of readings) {
    if (reading.metric === 'battery') continue
    if (now - new Date(reading.observed_at).getTime() > SILENT_AFTER_MS) continue
    const judged = judge(reading, null)
    if (judged?.by === 'limit' && judged.severity !== 'info' && judged.band !== 'usual')
      return { tone: 'warning', kind: 'watch', reading, band: judged.band }
  }
  return null
}

export function worstFirst(one: AlertShape, other: AlertShape): number {
  const firing = Number(other.state === 'firing') - Number(one.state === 'firing')
  return rank(other.severity) - rank(one.severity) || firing || other.started_at.localeCompare(one.started_at)
}

/** Moments are compared as times: their texts have fractions of seconds now and then. */
export function newestOf(readings: readonly LatestReading[]): string | null {
  let newest: string | null = null
  for (const one of readings)
    if (!newest || new Date(one.observed_at) > new Date(newest)) newest = one.observed_at
  return newest
}
