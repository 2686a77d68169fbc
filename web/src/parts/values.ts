import { numberFormat } from '@/parts/formats'
import { useI18n } from 'vue-i18n'

const UNITS: Record<string, string> = {
  '/min': 'per_min',
  '%': 'percent',
  'mm[Hg]': 'mmHg',
  Cel: 'celsius',
  'mmol/L': 'mmol',
  kg: 'kg',
  '{steps}': 'steps',
}
const DIGITS: Record<string, number> = { body_temperature: 1, glucose: 1, weight: 1 }
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The words of a state metric by its stored number, as the server's catalogue has them. */
const STATES: Record<string, string[]> = {
  door: ['closed', 'open'],
  motion: ['false', 'true'],
  worn: ['false', 'true'],
  consciousness: ['alert', 'confusion', 'voice', 'pain', 'unresponsive'],
  oxygen: ['false', 'true'],
}

export const stateWord = (metric: string, value: number): string | null => STATES[metric]?.[value] ?? null

/** What is a vital sign, in the order in which it is shown. */
export const VITALS = [
  'heart_rate',
  'spo2',
  'systolic_pressure',
  'diastolic_pressure',
  'body_temperature',
  'respiratory_rate',
  'glucose',
  'weight',
  'consciousness',
  'oxygen',
]
export const ACTIVITY = ['steps', 'door', 'motion']

/** Seconds after which a value says nothing of now any more: what a watch measures by itself is soon replaced. */
const STALE: Record<string, number> = {
  heart_rate: HOUR / 2,
  spo2: HOUR / 2,
  respiratory_rate: 12 * HOUR,
  body_temperature: 12 * HOUR,
  systolic_pressure: DAY,
  diastolic_pressure: DAY,
  consciousness: 12 * HOUR,
  oxygen: 30 * DAY,
  glucose: 7 * DAY,
  weight: 14 * DAY,
  steps: HOUR,
  door: 12 * HOUR,
  motion: 2 * HOUR,
  battery: HOUR,
  worn: HOUR,
}
export const staleAfter = (metric: string): number => STALE[metric] ?? DAY

/** Numbers and units in the reader's language. */
export function useValues() {
  const { t, te, locale } = useI18n()

  function number(value: number, digits = 0): string {
    // Below a thousand our languages write numbers alike, and a telephone is spared the making of a formatter.
    if (Math.abs(value) < 999.5) return value.toFixed(digits)
    return numberFormat(locale.value, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value)
  }

  function plain(metric: string, value: number): string {
    const word = stateWord(metric, value)
    if (word && te(`words.state.${metric}.${word}`)) return t(`words.state.${metric}.${word}`)
    return number(value, DIGITS[metric] ?? 0)
  }

  function unit(code: string): string {
    const key = UNITS[code]
    return key ? t(`words.unit.${key}`) : code
  }

  return {
    number,
    /** The value alone. */
    plain,
    unit,
    /** The value with its unit, as a sentence has it. */
    valued(metric: string, value: number, code: string): string {
      const said = unit(code)
      if (!said) return plain(metric, value)
      return said === '%' ? `${plain(metric, value)}%` : `${plain(metric, value)} ${said}`
    },
    metric: (name: string): string => (te(`words.metric.${name}`) ? t(`words.metric.${name}`) : name),
  }
}
