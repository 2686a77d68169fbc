import { computed } from 'vue'
import { useAlerts } from '@/shell/alerts'

/** The open alerts of everybody whom one may see (or of one resident), as they move: of the app's one list and line. */
export function useOpenAlerts(resident?: string) {
  const { open, problem, loading, line, refresh } = useAlerts()
  const alerts = computed(() =>
    [...open.value.values()].filter((one) => !resident || one.resident === resident),
  )
  return { alerts, problem, loading, line, again: (): void => void refresh() }
}
