import { useI18n } from 'vue-i18n'
import { acknowledgeAlert, resolveAlert, type AlertDetail, type Disposition, type Problem } from '@/api'
import { useDoing } from '@/parts/asking'
import { useAlerts } from '@/shell/alerts'

/**
 * What a steward answers. Nothing is queued: what did not reach the server was not said, and the words say so. Two may
 * act at once; whoever comes second is told kindly, and sees the alert as it is now.
 */
export function useAnswering(id: () => string, then: (detail?: AlertDetail) => void) {
  const { busy, problem, run } = useDoing()
  const { take, refresh } = useAlerts()
  const { t } = useI18n()

  async function answer(what: () => Promise<{ data: AlertDetail }>): Promise<boolean> {
    const done = await run(async () => {
      const { data } = await what()
      take(data.alert)
      then(data)
    })
    if (!done && problem.value && meanwhile(problem.value)) {
      void refresh()
      then()
    }
    return done
  }

  /** What went wrong, said to somebody in a stairwell; null where the server's own words serve. */
  function kindly(): string | null {
    const went = problem.value
    if (!went) return null
    if (went.kind === 'refused-move') return t('steward.answer.meanwhile')
    if (went.isOffline) return t('steward.answer.offline')
    return null
  }

  return {
    busy,
    problem,
    kindly,
    go: () => answer(() => acknowledgeAlert({ path: { alert_id: id() } })),
    done: (disposition: Disposition, note: string) =>
      answer(() => resolveAlert({ path: { alert_id: id() }, body: { disposition, note } })),
  }
}

const meanwhile = (problem: Problem): boolean => ['refused-move', 'busy-alert'].includes(problem.kind)
