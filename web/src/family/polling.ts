import { onScopeDispose, ref } from 'vue'
import type { Live, LineState } from '@/api/live'

const POLL_MS = 10_000

/** Ask again and again instead of holding a line: a browser has only six lines to a server, for all its pages. */
export function usePolling(refresh: () => Promise<unknown>): Live {
  const state = ref<LineState>('connecting')
  const heardAt = ref(0)

  async function ask(): Promise<void> {
    try {
      await refresh()
      heardAt.value = Date.now()
      state.value = 'polling'
    } catch {
      state.value = 'offline'
    }
  }

  const timer = window.setInterval(() => void ask(), POLL_MS)
  const close = (): void => window.clearInterval(timer)
  void ask()
  onScopeDispose(close)
  return { state, heardAt, close }
}
