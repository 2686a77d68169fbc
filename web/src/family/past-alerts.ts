import { ref, shallowRef } from 'vue'
import { listAlerts, type AlertShape } from '@/api'
import { useDoing } from '@/parts/asking'

/** Alerts that are over, the newest first, a page at a time. */
export function usePastAlerts(resident: string | undefined, limit: number) {
  const alerts = shallowRef<AlertShape[]>([])
  const next = ref<string | null>(null)
  const asked = ref(false)
  const { busy, problem, run } = useDoing()

  async function page(after: string): Promise<void> {
    await run(async () => {
      const query = { state: ['resolved' as const], limit, after }
      const { items, next: following } = (
        await listAlerts({ query: resident ? { ...query, resident } : query })
      ).data
      alerts.value = after ? [...alerts.value, ...items] : items
      next.value = following ?? null
      asked.value = true
    })
  }

  void page('')
  return { alerts, next, asked, busy, problem, more: () => page(next.value ?? ''), again: () => page('') }
}
