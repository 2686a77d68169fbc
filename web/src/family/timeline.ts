import { useI18n } from 'vue-i18n'
import type { AlertDetail, AlertShape } from '@/api'
import { useAlertWords } from '@/parts/alertWords'
import { useSession } from '@/shell/session'

type Move = AlertDetail['timeline'][number]
type Delivery = AlertDetail['deliveries'][number]

export interface Told {
  at: string
  key: string
  text: string
  note: string
}

/** Notes that the engine writes for itself; people's own words are shown as they are. */
const MACHINE = /^(history|nobody to tell|muted:.*)$/

/** What has happened to an alert, in plain words, the oldest first: its moves, and when the reader was told. */
export function useTimeline(nameOf: (person: string) => string | null) {
  const { t, te } = useI18n()
  const { me } = useSession()
  const { full, valued } = useAlertWords()

  function who(person: string): string {
    if (person === me.value?.person) return t('family.alert.you')
    return nameOf(person) ?? t('family.alert.somebody')
  }

  function moved(alert: AlertShape, move: Move): Told {
    const byEngine = move.by === 'alerts'
    const value = valued(move.value, alert.metric)
    const said = {
      pending: () => t('family.alert.move.pending'),
      fired: () => full({ ...alert, value: move.value, limit: move.limit ?? alert.limit }),
      worsened: () =>
        t(move.value === null ? 'family.alert.move.worse' : 'family.alert.move.worsened', {
          value,
          severity: t(`words.severity.${move.severity}`),
        }),
      resolved: () =>
        byEngine || !move.disposition
          ? t('family.alert.move.ended')
          : t('family.alert.move.resolved', {
              who: who(move.by),
              disposition: t(`words.disposition.${move.disposition}`),
            }),
    }[move.kind as string]
    const key = `family.alert.move.${move.kind}`
    const text = said ? said() : te(key) ? t(key, { who: who(move.by) }) : move.kind
    return { at: move.at, key: `m${move.n}`, text, note: MACHINE.test(move.note) ? '' : move.note }
  }

  function delivered(one: Delivery): Told {
    const channel = t(`family.channel.kind.${one.channel ?? 'gone'}`)
    const key = `family.alert.told.${one.state}`
    return { at: one.ended_at ?? one.created_at, key: one.id, text: t(key, { channel }), note: '' }
  }

  return (detail: AlertDetail): Told[] =>
    [
      ...detail.timeline.map((move) => moved(detail.alert, move)),
      ...detail.deliveries.filter((one) => one.person === me.value?.person).map(delivered),
    ].sort((one, other) => new Date(one.at).getTime() - new Date(other.at).getTime())
}
