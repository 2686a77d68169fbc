import { dateFormat } from '@/parts/formats'
/** The day of a moment in a time zone, as a date field has it. */
export function localDay(at: Date, zone = 'Asia/Shanghai'): string {
  return dateFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
}

/** The moment at which a day begins in a time zone. */
export function moment(day: string, zone = 'Asia/Shanghai'): string {
  const midnight = new Date(`${day}T00:00:00Z`)
  return new Date(midnight.getTime() - offset(midnight, zone)).toISOString()
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offset(at: Date, zone: string): number {
  const parts = dateFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const of = (type: string): number => Number(parts.find((one) => one.type === type)?.value)
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - at.getTime()
  )
}
