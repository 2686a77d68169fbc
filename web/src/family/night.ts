import { dateFormat } from '@/parts/formats'

const DAY = 86_400
/** China's clock has stood eight hours before UTC, summer and winter, since 1991: no formatter is needed for it. */
const SHANGHAI = 8 * 3600

/** Give the seconds of the day that a moment has on the clock of the wall in a zone. */
export function secondsOfDay(at: string | number, zone: string): number {
  if (zone === 'Asia/Shanghai') return (Math.floor(new Date(at).getTime() / 1000) + SHANGHAI) % DAY
  const parts = dateFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(at))
  return clockSeconds(parts)
}

export function clockSeconds(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}

/** Whether it is night there then; the night crosses midnight. */
export function isNightIn(
  at: string | number,
  zone: string,
  night: { starts: string; ends: string },
): boolean {
  const now = secondsOfDay(at, zone)
  const [starts, ends] = [clockSeconds(night.starts), clockSeconds(night.ends)]
  return starts <= ends ? now >= starts && now < ends : now >= starts || now < ends
}

/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
export function offsetOf(at: number, zone: string): number {
  const DAY = 86_400
  const utc = secondsOfDay(at, 'UTC')
  let ahead = secondsOfDay(at, zone) - utc
  if (ahead > 14 * 3600) ahead -= DAY
  if (ahead < -12 * 3600) ahead += DAY
  return ahead * 1000
}
