import { ref, shallowRef, type Ref } from 'vue'
import { listAlerts, Problem, type AlertShape } from '@/api'
import { useLive } from '@/api/live'
import { useSession } from '@/shell/session'
import type { AlertMove } from './live-shapes'

const MOST = 200

/** An event may have come while the answer was under way: the higher version wins. */
const newer = (one: AlertShape, other?: AlertShape): AlertShape =>
  other && other.version > one.version ? other : one

/** The open alerts of everybody whom one may see (or of one resident), as they move. */
export function useOpenAlerts(resident?: string) {
  const alerts = shallowRef<AlertShape[]>([])
  const problem = ref<Problem | null>(null)
  const loading = ref(true)

  async function refresh(): Promise<void> {
    try {
      const query = { state: ['firing' as const, 'acknowledged' as const], limit: MOST }
      const { items } = (await listAlerts({ query: resident ? { ...query, resident } : query })).data
      const known = new Map(alerts.value.map((one) => [one.id, one]))
      alerts.value = items.map((one) => newer(one, known.get(one.id)))
      problem.value = null
    } catch (error) {
      problem.value = Problem.of(error)
      throw error
    } finally {
      loading.value = false
    }
  }

  function onEvent(event: { data: string }): void {
    const { alert } = JSON.parse(event.data) as AlertMove
    if (resident && alert.resident !== resident) return
    const others = alerts.value.filter((one) => one.id !== alert.id)
    const open = alert.state === 'firing' || alert.state === 'acknowledged'
    alerts.value = open ? [alert, ...others] : others
  }

  const live = useLive({
    url: '/api/v1/alerts/stream',
    onEvent,
    refresh,
    // The same line as the frame's, which rings for critical alerts.
    shared: `alerts:${useSession().me.value?.person}`,
  })
  const again = (): void => void refresh().catch(() => undefined)
  return {
    alerts,
    problem: problem as Ref<Problem | null>,
    loading,
    line: live.state,
    close: live.close,
    again,
  }
}
