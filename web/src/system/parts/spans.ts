const PATTERN = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Seconds of an ISO 8601 duration (`PT5M`), or of a number of seconds; null where it is neither. */
export function secondsOf(span: unknown): number | null {
  if (typeof span === 'number') return span
  if (typeof span !== 'string') return null
  const found = PATTERN.exec(span)
  if (!found) return null
  const [days, hours, minutes, seconds] = found.slice(1).map((one) => Number(one ?? 0))
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!
}
