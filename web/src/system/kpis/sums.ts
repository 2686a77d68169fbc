import type { DailyKpis, DayShape, Kpis } from '@/api'

/** A figure now and in the period before; null where there was nothing to count. */
export interface Compared {
  now: number | null
  before: number | null
}

const DAY_MS = 86_400_000

export function alertsOf(day: DayShape): number {
  return day.fired.info + day.fired.warning + day.fired.critical
}

/** The days of one answer, cut into the period before and the period itself. */
export function halves(daily: DailyKpis, days: number): { before: DayShape[]; now: DayShape[] } {
  return { before: daily.days.slice(0, -days), now: daily.days.slice(-days) }
}

export function total(days: DayShape[], of: (day: DayShape) => number): number {
  return days.reduce((sum, day) => sum + of(day), 0)
}

/** The share of false alarms among those that somebody has judged; null where nobody has judged any. */
export function falseShare(days: DayShape[]): number | null {
  const judged = total(days, (day) => day.judged)
  return judged ? total(days, (day) => day.false) / judged : null
}

export function perDay(kpis: Kpis): number {
  const days = (Date.parse(kpis.until) - Date.parse(kpis.since)) / DAY_MS
  return days > 0 ? kpis.all.alerts / days : 0
}

export interface Figure extends Compared {
  key: string
  kind: 'count' | 'seconds' | 'share' | 'rate'
  /** Whether less of it is better; null: neither. */
  less: boolean | null
}

/** The figures that stand above the charts, with those of the period before. */
export function figuresOf(now: Kpis, before: Kpis, days: { now: DayShape[]; before: DayShape[] }): Figure[] {
  const pick = (of: (one: Kpis) => number | null): Compared => ({ now: of(now), before: of(before) })
  return [
    { key: 'perDay', kind: 'rate', less: true, ...pick(perDay) },
    { key: 'critical', kind: 'count', less: true, ...pick((one) => one.all.critical) },
    { key: 'median', kind: 'seconds', less: true, ...pick((one) => one.all.seconds_to_acknowledge.median) },
    { key: 'p90', kind: 'seconds', less: true, ...pick((one) => one.all.seconds_to_acknowledge.p90) },
    { key: 'within60', kind: 'share', less: false, ...pick((one) => one.all.answered_within_60_s) },
    { key: 'within180', kind: 'share', less: false, ...pick((one) => one.all.answered_within_180_s) },
    { key: 'unanswered', kind: 'count', less: true, ...pick((one) => one.all.unanswered) },
    { key: 'false', kind: 'share', less: true, now: falseShare(days.now), before: falseShare(days.before) },
  ]
}

/** Better, worse, or the same; null where it cannot be said. */
export function turn(figure: Figure): 'better' | 'worse' | 'same' | null {
  if (figure.now === null || figure.before === null || figure.less === null) return null
  if (Math.abs(figure.now - figure.before) < 1e-9) return 'same'
  return figure.now < figure.before === figure.less ? 'better' : 'worse'
}
