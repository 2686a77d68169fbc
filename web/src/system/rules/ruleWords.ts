import { useI18n } from 'vue-i18n'
import type { OverrideShape, RuleLimit, RuleShape } from '@/api'
import { useAlertWords, type Telling } from '@/parts/alertWords'
import { secondsOf } from '../parts/spans'

const CALM = new Set(['PT0S', 'P0D'])
/** Details that a word is known for, in the order in which they are told. */
const TOLD = [
  'hold',
  'in_a_row',
  'within',
  'after',
  'by',
  'hours',
  'more_than',
  'told',
  'lapses',
  'days',
] as const

/** A rule in words: its name, what it looks at, each limit, and what else it waits for. */
export function useRuleWords() {
  const { t, te } = useI18n()
  const words = useAlertWords()

  function name(rule: string | RuleShape): string {
    const id = typeof rule === 'string' ? rule : rule.id
    if (te(`system.rule.${id}`)) return t(`system.rule.${id}`)
    if (typeof rule === 'string') return id
    return `${metric(rule)} · ${id}`
  }

  function metric(rule: RuleShape): string {
    return te(`words.metric.${rule.metric}`) ? t(`words.metric.${rule.metric}`) : rule.metric
  }

  function kind(rule: RuleShape): string {
    return t(`system.rules.kind.${rule.kind}`)
  }

  /** The unit that a rule's numbers have: the metric's, or points, or seconds … */
  function number(rule: RuleShape, value: number): string {
    if (rule.kind === 'baseline') return t('system.rules.z', { n: value })
    if (rule.kind === 'score') return t('system.rules.points', { n: value })
    if (rule.kind === 'gaps') return t('system.rules.times', { n: value })
    if (rule.kind === 'clock') return words.span(value)
    return words.valued(value, rule.metric)
  }

  function limit(rule: RuleShape, one: RuleLimit): string {
    const below = rule.side === 'below' && rule.kind === 'threshold'
    const sign = below ? (one.strict ? '<' : '≤') : one.strict ? '>' : '≥'
    return `${sign} ${number(rule, one.fires_at)}`
  }

  function span(value: unknown): string {
    const seconds = secondsOf(value)
    return seconds === null ? String(value) : words.span(seconds)
  }

  function detail(key: string, value: unknown): string {
    if (key === 'in_a_row' || key === 'days' || key === 'more_than') return String(value)
    if (key === 'by') return String(value).slice(0, 5)
    if (key === 'hours' || key === 'told') {
      const hours = value as { starts: string; ends: string }
      return `${hours.starts.slice(0, 5)}–${hours.ends.slice(0, 5)}`
    }
    return span(value)
  }

  /** What a rule waits for beside its limits, as pairs of a word and a value. */
  function details(rule: RuleShape): { key: string; word: string; value: string }[] {
    const found = TOLD.filter((key) => {
      const value = rule.details[key]
      if (value === null || value === undefined || CALM.has(String(value))) return false
      if (key === 'in_a_row') return Number(value) > 1
      if (key === 'more_than') return rule.details.watch === 'opened_often'
      if (key === 'days') return rule.kind === 'baseline' || rule.details.usual === true
      return true
    }).map((key) => ({
      key,
      word: t(`system.rules.detail.${key}`),
      value: detail(key, rule.details[key]),
    }))
    const silent = (rule.details.silent_after ?? {}) as Record<string, unknown>
    for (const [power, after] of Object.entries(silent)) {
      found.push({ key: 'after', word: t(`system.rules.detail.silent_${power}`), value: span(after) })
    }
    return found
  }

  function source(rule: RuleShape): string {
    const known = words.source({ limit: 1, limit_source: rule.source } as Telling)
    if (known !== rule.source) return known
    const key = `system.rules.sources.${rule.source.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`
    return te(key) ? t(key) : rule.source
  }

  /** What an override says, in one line. */
  function override(rule: RuleShape, one: OverrideShape): string {
    const parts: string[] = []
    if (one.enabled !== null) parts.push(t(one.enabled ? 'system.rules.on' : 'system.rules.off'))
    if (one.warning !== null) parts.push(`${t('words.severity.warning')} ${number(rule, one.warning)}`)
    if (one.critical !== null) parts.push(`${t('words.severity.critical')} ${number(rule, one.critical)}`)
    if (one.hold_seconds !== null)
      parts.push(`${t('system.rules.detail.hold')} ${words.span(one.hold_seconds)}`)
    return parts.join(' · ')
  }

  return { name, metric, kind, number, limit, details, source, override, span: words.span }
}
