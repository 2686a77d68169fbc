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
  /** How often the same followed on the same, and when for the last time. */
  times: number
  last: string
}

/** Say once what happened again and again in a row. */
function together(told: readonly Told[]): Told[] {
  const found: Told[] = []
  for (const one of told) {
    const before = found.at(-1)
    if (before && before.text === one.text && !one.note && !before.note)
      found[found.length - 1] = { ...before, times: before.times + 1, last: one.at }
    else found.push(one)
  }
  return found
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
    return {
      at: move.at,
      key: `m${move.n}`,
      text,
      note: MACHINE.test(move.note) ? '' : move.note,
      times: 1,
      last: move.at,
    }
  }

  function delivered(one: Delivery): Told {
    const channel = t(`family.channel.kind.${one.channel ?? 'gone'}`)
    const key = `family.alert.told.${one.state}`
    const at = one.ended_at ?? one.created_at
    return { at, key: one.id, text: t(key, { channel }), note: '', times: 1, last: at }
  }

  /** After the end of the ladder nobody new is told: the same are told again. */
  function again(moves: readonly Move[], index: number): boolean {
    return (
      moves[index]?.kind === 'escalated' && moves.slice(0, index).some((one) => one.kind === 'unanswered')
    )
  }

  return (detail: AlertDetail): Told[] => {
    const moves = detail.timeline.map((move, index) => {
      const one = moved(detail.alert, move)
      return again(detail.timeline, index) ? { ...one, text: t('family.alert.move.repeated') } : one
    })
    const mine = detail.deliveries.filter((one) => one.person === me.value?.person).map(delivered)
    const byTime = (one: Told, other: Told): number =>
      new Date(one.at).getTime() - new Date(other.at).getTime()
    return together([...moves, ...mine].sort(byTime))
  }
}
