/**
 * Intl's formatters, each made once: making one takes a slow telephone some ten milliseconds, and a page with ages asks
 * for dozens every second.
 */
const dates = new Map<string, Intl.DateTimeFormat>()
const numbers = new Map<string, Intl.NumberFormat>()

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let one = dates.get(key)
  if (!one) dates.set(key, (one = new Intl.DateTimeFormat(locale, options)))
  return one
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let one = numbers.get(key)
  if (!one) numbers.set(key, (one = new Intl.NumberFormat(locale, options)))
  return one
}
