import { computed, reactive, ref } from 'vue'
import { client } from '@/api'

/**
 * When what stands on the page was asked of the server. Where no server answers, the worker gives what it kept, and says
 * in a header when that was.
 */

/** Addresses whose last answer was a kept one, and of when that is. */
const kept = reactive(new Map<string, number>())
const liveAt = ref(0)

/** The age of the oldest thing on the page; 0 before anything was read. */
export const dataSeenAt = computed(() => (kept.size ? Math.min(...kept.values()) : liveAt.value))
/** Whether something on the page comes out of the worker's store. */
export const showsKept = computed(() => kept.size > 0)

/** Another page begins: what it shows is asked for anew. */
export function turnPage(): void {
  kept.clear()
}

client.interceptors.response.use((response, request) => {
  if (request.method !== 'GET' || !response.ok) return response
  const at = Number(response.headers.get('x-seen-at'))
  const address = request.url.split('?', 1)[0] ?? ''
  if (at) kept.set(address, at)
  else {
    kept.delete(address)
    liveAt.value = Date.now()
  }
  return response
})
