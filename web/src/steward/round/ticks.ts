import { computed, ref } from 'vue'

/** Who was seen today; kept on this device alone, until tomorrow. */
export function useTicks(today: string) {
  const key = 'round-seen'
  const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { day?: string; seen?: string[] }
  const seen = ref(new Set(kept.day === today ? (kept.seen ?? []) : []))

  function tick(resident: string, done: boolean): void {
    const next = new Set(seen.value)
    if (done) next.add(resident)
    else next.delete(resident)
    seen.value = next
    localStorage.setItem(key, JSON.stringify({ day: today, seen: [...next] }))
  }
  return { seen: computed(() => seen.value), tick }
}
