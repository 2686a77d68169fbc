import { useI18n } from 'vue-i18n'
import type { ReasonShape } from '@/api'
import { useAlertWords } from '@/parts/alertWords'
import { useTimes } from '@/parts/times'

/** Why somebody needs a look, in a sentence. */
export function useReasons() {
  const { t, te } = useI18n()
  const { valued } = useAlertWords()
  const { ago } = useTimes()

  const ruleName = (rule: string | null): string => {
    if (!rule) return ''
    return te(`steward.rule.${rule}`) ? t(`steward.rule.${rule}`) : rule.replaceAll('_', ' ')
  }
  const plain = (n: number | undefined): string => (n === undefined ? '–' : `${Number(n.toFixed(1))}`)

  return function said(reason: ReasonShape, now: number): string {
    const { why, facts, since } = reason
    const metric = reason.metric ?? ''
    const value = (name: string): string => valued(facts[name], metric)
    const named = {
      rule: ruleName(reason.rule),
      value: value('value'),
      ago: since ? ago(since, now) : '',
      hours: plain(facts.hours),
      amount: plain(facts.amount),
      median: plain(facts.median),
      low: value('low'),
      high: value('high'),
      battery: plain(facts.battery),
      metric: te(`words.metric.${metric}`) ? t(`words.metric.${metric}`) : metric,
    }
    if (why === 'nothing_heard' && facts.hours === undefined) return t('steward.reason.never_heard')
    if (why === 'little_activity' && te(`steward.reason.little_${metric}`))
      return t(`steward.reason.little_${metric}`, named)
    if (why === 'open_alert' && facts.unanswered) return t('steward.reason.unanswered', named)
    return t(`steward.reason.${why}`, named)
  }
}
