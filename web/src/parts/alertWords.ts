import { useI18n } from 'vue-i18n'
import type { AlertShape } from '@/api'
import { useTimes } from './times'

/** What is said of an alert is made of these; the grid of flats knows fewer of them than the alert's own page. */
export type Telling = Pick<AlertShape, 'kind' | 'rule' | 'metric' | 'value'> &
  Partial<
    Pick<
      AlertShape,
      | 'side'
      | 'limit'
      | 'limit_source'
      | 'facts'
      | 'technical'
      | 'late'
      | 'started_at'
      | 'observed_at'
      | 'worst'
    >
  >

/** The words of UCUM units, and of sources of limits, by what the server calls them: keys hold no such signs. */
const UNITS: Record<string, string> = {
  heart_rate: 'per_min',
  respiratory_rate: 'per_min',
  spo2: 'percent',
  battery: 'percent',
  systolic_pressure: 'mmHg',
  diastolic_pressure: 'mmHg',
  body_temperature: 'celsius',
  glucose: 'mmol',
  weight: 'kg',
  steps: 'steps',
}
const STATES: Record<string, readonly string[]> = {
  door: ['closed', 'open'],
  motion: ['false', 'true'],
  worn: ['false', 'true'],
  consciousness: ['alert', 'confusion', 'voice', 'pain', 'unresponsive'],
  oxygen: ['false', 'true'],
}
const NEWS2 = 'NEWS2 (Royal College of Physicians, 2017)'
const SOURCES: Record<string, string> = {
  [NEWS2]: 'news2',
  [`${NEWS2}, scale 1`]: 'news2_scale1',
  [`${NEWS2}, SpO2 scale 2`]: 'news2_scale2',
  [`${NEWS2}; home cohort: 50/100 met 0.9-1.0 of the pulse events that clinicians confirmed`]: 'news2_home',
  [`${NEWS2}, a hint: not validated for watches at home`]: 'news2_hint',
  'NEWS2 moved to how home thermometers read': 'news2_temperature',
  'Chinese blood-pressure grades 2 / 3': 'china_pressure',
  'usual diabetes practice': 'diabetes',
  'telecare practice: 30 mmHg in an hour': 'telecare_pressure',
  "this person's own same hours of the last 28 days": 'own_hours',
  'device practice': 'device',
  'a clock more than 5 minutes off is not believed': 'clock',
  "the device's own counter": 'counter',
}
const MISSING = '–'
const EVENTS = new Set(['sos', 'fall', 'tamper'])
const WITH_LIMIT = new Set(['threshold', 'baseline', 'score'])
const FACTS = ['hours', 'minutes', 'count', 'of', 'alerts', 'usual_hours', 'in_hours']

/**
 * An alert in plain words: the same sentences that messages about it have (alerts/texts_*.py; a test compares them).
 * `what` is what happened, `full` adds the limit, `source` says where the limit is from, `since` when it began.
 */
export function useAlertWords(zone?: string) {
  const { t, te } = useI18n()
  const { clock, day, dayClock, ago } = useTimes(zone)

  const plain = (n: number | null | undefined): string => (n == null ? MISSING : `${Number(n.toFixed(1))}`)
  const metricName = (alert: Telling): string =>
    te(`words.metric.${alert.metric}`) ? t(`words.metric.${alert.metric}`) : alert.metric || alert.rule

  /** A value of a metric with its unit; a state by its word. */
  function valued(value: number | null | undefined, metric: string): string {
    if (value == null) return MISSING
    const word = STATES[metric]?.[value]
    if (word !== undefined) return t(`words.state.${metric}.${word}`)
    const unit = UNITS[metric]
    return unit ? t(`words.alert.number.${unit}`, { n: plain(value) }) : plain(value)
  }

  function span(seconds: number | null | undefined): string {
    if (seconds == null) return MISSING
    for (const [size, word] of [
      [86_400, 'days'],
      [3_600, 'hours'],
      [60, 'minutes'],
    ] as const) {
      if (seconds >= 2 * size || (seconds >= size && seconds % size === 0))
        return t(`words.alert.span.${word}`, { n: Math.round(seconds / size) })
    }
    return t('words.alert.span.seconds', { n: Math.round(seconds) })
  }

  function looked(alert: Telling, at: 'door' | 'system'): string {
    const named = Object.fromEntries(FACTS.map((name) => [name, plain(alert.facts?.[name])]))
    if (at === 'system' && alert.metric === 'nobody_on_duty' && alert.facts?.in_hours)
      return t('words.alert.nobodySoon', named)
    const key = `words.alert.${at}.${alert.metric}`
    return te(key) ? t(key, named) : alert.rule.replaceAll('_', ' ')
  }

  function changed(alert: Telling): string {
    return t(`words.alert.${alert.side === 'below' ? 'fell' : 'rose'}`, {
      metric: metricName(alert),
      value: valued(alert.value, alert.metric),
      start: valued(alert.facts?.from, alert.metric),
      within: span(alert.facts?.within_s),
    })
  }

  function simple(alert: Telling): string {
    if (alert.value == null) return metricName(alert)
    return t('words.alert.value', { metric: metricName(alert), value: valued(alert.value, alert.metric) })
  }

  function silent(alert: Telling): string {
    const kind = alert.rule.replace(/_silent$/, '')
    const device = te(`words.device.${kind}`) ? t(`words.device.${kind}`) : kind
    return t('words.alert.silent', { device })
  }

  const SENTENCES: Record<string, (alert: Telling) => string> = {
    event: (alert) =>
      te(`words.alert.event.${alert.metric}`) ? t(`words.alert.event.${alert.metric}`) : metricName(alert),
    rate: changed,
    baseline: (alert) =>
      t('words.alert.unusual', {
        metric: metricName(alert),
        value: valued(alert.value, alert.metric),
        usual: valued(alert.facts?.usual, alert.metric),
      }),
    score: (alert) => t('words.alert.score', { score: plain(alert.value), known: plain(alert.facts?.known) }),
    clock: (alert) =>
      t('words.alert.clock', { span: span(alert.value == null ? null : Math.abs(alert.value)) }),
    gaps: (alert) =>
      t('words.alert.gaps', { missed: plain(alert.value), within: span(alert.facts?.within_s) }),
    absence: silent,
    expected: (alert) => t('words.alert.expected', { metric: metricName(alert) }),
    worn: (alert) => t('words.alert.notWorn', { hours: plain(alert.facts?.hours) }),
    door: (alert) => looked(alert, 'door'),
    system: (alert) => looked(alert, 'system'),
  }

  /** What it is, in a sentence without the limit. */
  function what(alert: Telling): string {
    const said = (SENTENCES[alert.kind] ?? simple)(alert)
    return said.charAt(0).toLocaleUpperCase() + said.slice(1)
  }

  /** The same with the limit, where it is not said already. */
  function full(alert: Telling): string {
    if (alert.limit == null || !WITH_LIMIT.has(alert.kind)) return what(alert)
    const form = alert.side ? (alert.side === 'above' ? 'upper' : 'lower') : 'limit'
    return t(`words.alert.${form}`, { what: what(alert), limit: valued(alert.limit, alert.metric) })
  }

  /** Where the limit is from; empty where there is none. */
  function source(alert: Telling): string {
    if (alert.limit == null || !alert.limit_source) return ''
    const key = SOURCES[alert.limit_source]
    return key ? t(`words.alert.limitSource.${key}`) : alert.limit_source
  }

  /** The line that makes a score understood; empty for all others. */
  function explanation(alert: Telling): string {
    if (alert.kind !== 'score') return ''
    const parts = Object.keys(alert.facts ?? {})
      .filter((name) => name.startsWith('points_'))
      .sort()
      .map((name) => {
        const metric = name.slice('points_'.length)
        const said = te(`words.metric.${metric}`) ? t(`words.metric.${metric}`) : metric
        return t('words.alert.points', { metric: said, points: plain(alert.facts?.[name]) })
      })
    return t('words.alert.scoreHint', { parts: parts.join(t('words.alert.listing')) || MISSING })
  }

  /** All that strangers may be told of it: 生命体征, 设备, 起居 … */
  function kindOf(alert: Telling): string {
    if (alert.kind === 'door' || alert.kind === 'expected') return t('words.alert.kind.activity')
    if (alert.kind === 'system' && !alert.technical) return t('words.alert.kind.duty')
    if (alert.metric === 'sos' || alert.metric === 'fall') return t(`words.alert.kind.${alert.metric}`)
    return t(`words.alert.kind.${alert.technical ? 'device' : 'vital'}`)
  }

  /** When: since when it holds, when it happened, or when something was heard last. */
  function since(alert: Pick<AlertShape, 'kind' | 'metric' | 'started_at'>, now: number): string {
    const form = EVENTS.has(alert.metric) ? 'happened' : alert.kind === 'absence' ? 'lastHeard' : 'since'
    const at = alert.started_at
    const moment = day(at) === day(now) ? clock(at) : dayClock(at)
    const named = { moment, ago: ago(at, now) }
    return t(`words.alert.${form}`, named)
  }

  return { what, full, source, explanation, kindOf, since, valued, span }
}
