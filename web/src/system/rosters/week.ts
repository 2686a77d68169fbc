import { dateFormat } from '@/parts/formats'
import type { RosterShape } from '@/api'

/** So finely is the week looked at: shifts begin and end at such minutes, or nearly. */
const STEP_MIN = 15
const STEPS = (24 * 60) / STEP_MIN
const STEP_MS = STEP_MIN * 60_000
const DAY_MS = 86_400_000

export interface Stretch {
  /** Minutes of the day. */
  from: number
  to: number
  /** Ids of those who are called first; nobody: a gap. */
  primary: string[]
  deputies: string[]
}

export interface Day {
  /** Local date, `2026-11-24`. */
  date: string
  stretches: Stretch[]
}

/** The date in a zone, such as `2026-11-24`. */
export function localDate(at: number, zone: string): string {
  return dateFormat('sv-SE', { timeZone: zone }).format(at)
}

/** The moment at which a local date begins in a zone. */
export function dayBegins(date: string, zone: string): number {
  const guess = Date.parse(`${date}T00:00:00Z`)
  const clock = dateFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  const shown = Date.parse(`${clock.format(guess).replace(' ', 'T')}Z`)
  return guess - (shown - guess)
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
const weekday = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
const dayBefore = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)

type Shift = RosterShape['shifts'][number]

function begins(shift: Shift, date: string): boolean {
  if (shift.first && date < shift.first) return false
  if (shift.last && date > shift.last) return false
  return shift.weekdays.includes(weekday(date))
}

/** Whether a shift covers this minute of this date; it may have begun the evening before. */
export function inShift(shift: Shift, date: string, minute: number): boolean {
  const [starts, ends] = [minutes(shift.starts), minutes(shift.ends)]
  if (starts < ends) return begins(shift, date) && starts <= minute && minute < ends
  return (begins(shift, date) && minute >= starts) || (begins(shift, dayBefore(date)) && minute < ends)
}

function isThere(roster: RosterShape, person: string, at: number, date: string, minute: number): boolean {
  const away = roster.absences.some(
    (one) => one.person === person && Date.parse(one.starts_at) <= at && at < Date.parse(one.ends_at),
  )
  if (away) return false
  const mine = roster.shifts.filter((one) => one.person === person)
  return mine.length === 0 || mine.some((one) => inShift(one, date, minute))
}

function onDuty(roster: RosterShape, at: number, date: string, minute: number): [string[], string[]] {
  const there = roster.posts.filter(
    (one) =>
      Date.parse(one.since) <= at &&
      (one.until === null || at < Date.parse(one.until)) &&
      isThere(roster, one.person, at, date, minute),
  )
  const people = (duty: string): string[] => [
    ...new Set(there.filter((one) => one.duty === duty).map((one) => one.person)),
  ]
  const primary = people('primary')
  const deputies = people('deputy').filter((one) => !primary.includes(one))
  return primary.length ? [primary, deputies] : [deputies, []]
}

/** Who is on duty on each day from `now`'s on, hour by hour: the same rule as the server's (`domain/rosters.py`). */
export function weekOf(roster: RosterShape, now: number, days = 7): Day[] {
  const first = localDate(now, roster.timezone)
  return Array.from({ length: days }, (_, offset) => {
    const noon = dayBegins(first, roster.timezone) + offset * DAY_MS + DAY_MS / 2
    const date = localDate(noon, roster.timezone)
    return { date, stretches: dayOf(roster, date, now) }
  })
}

/** What is over is not told: an hour without anybody that has passed is no gap that somebody could still close. */
function dayOf(roster: RosterShape, date: string, now: number): Stretch[] {
  const start = dayBegins(date, roster.timezone)
  const found: Stretch[] = []
  for (let step = 0; step < STEPS; step++) {
    const minute = step * STEP_MIN
    const begins = start + step * STEP_MS
    if (begins + STEP_MS <= now) continue
    const [primary, deputies] = onDuty(roster, Math.max(begins, now), date, minute)
    const last = found.at(-1)
    const same = last && last.primary.join() === primary.join() && last.deputies.join() === deputies.join()
    if (same) last.to = minute + STEP_MIN
    else found.push({ from: minute, to: minute + STEP_MIN, primary, deputies })
  }
  return found
}

export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
