import { computed, ref, watch, type ComputedRef } from 'vue'
import type { Problem } from '@/api'
import { useNow } from '@/shell/online'

/** Seconds until the server lets one try again, counting down; 0 when it does. */
export function useWait(problem: () => Problem | null): ComputedRef<number> {
  const now = useNow()
  const until = ref(0)
  watch(problem, (one) => (until.value = one?.retryAfter ? Date.now() + one.retryAfter * 1000 : 0), {
    immediate: true,
  })
  return computed(() => Math.max(0, Math.ceil((until.value - now.value) / 1000)))
}
