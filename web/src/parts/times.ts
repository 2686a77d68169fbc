import { dateFormat } from '@/parts/formats'
import { useI18n } from 'vue-i18n'

type Moment = string | number | Date

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Times in words, in the reader's language. Zone: the resident's where it is given, else Asia/Shanghai. */
export function useTimes(zone = 'Asia/Shanghai') {
  const { t, locale } = useI18n()
  const format = (options: Intl.DateTimeFormatOptions) => (at: Moment) =>
    dateFormat(locale.value, { timeZone: zone, hourCycle: 'h23', ...options }).format(new Date(at))

  return {
    clock: format({ hour: '2-digit', minute: '2-digit' }),
    day: format({ month: 'short', day: 'numeric', weekday: 'short' }),
    date: format({ year: 'numeric', month: 'short', day: 'numeric' }),
    dayClock: format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
    /** How long ago, of a clock that may stand a little behind the server's. */
    ago(at: Moment, now: number): string {
      return t('words.time.ago', { length: length(Math.max(0, now - new Date(at).getTime())) })
    },
    /** A length of time, in its largest unit (hours with minutes). */
    length,
  }

  function length(milliseconds: number): string {
    if (milliseconds < MINUTE) return t('words.time.seconds', { n: Math.floor(milliseconds / SECOND) })
    if (milliseconds < HOUR) return t('words.time.minutes', { n: Math.floor(milliseconds / MINUTE) })
    if (milliseconds < DAY) {
      const minutes = Math.floor((milliseconds % HOUR) / MINUTE)
      const hours = Math.floor(milliseconds / HOUR)
      return minutes && hours < 6
        ? t('words.time.hoursMinutes', { hours, minutes })
        : t('words.time.hours', { n: hours })
    }
    return t('words.time.days', { n: Math.floor(milliseconds / DAY) })
  }
}
