import { dateFormat } from '@/parts/formats'
const DAY = 24 * 60 * 60 * 1000

/** A local day as the server wants it: `2026-11-23`. Days are counted in UTC, so that no clock change moves one. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** So many days later; negative: before. */
export function later(day: string, days: number): string {
  return dayOf(new Date(`${day}T00:00:00Z`).getTime() + days * DAY)
}

/** The last whole day in a zone: that before today. */
export function yesterday(now: number, zone: string): string {
  const today = dateFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(now))
  return later(today, -1)
}

/** Give the day that an address asks for, where it is one and is over; else null. */
export function endingOf(said: unknown, last: string): string | null {
  const day = typeof said === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(said) ? said : ''
  return day && !Number.isNaN(Date.parse(day)) && day <= last && day >= '2000-01-08' ? day : null
}
