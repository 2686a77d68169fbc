import { onScopeDispose, readonly, ref } from 'vue'

const online = ref(navigator.onLine)
window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))

/** Whether the browser believes that it has a line. */
export const isOnline = readonly(online)

const now = ref(Date.now())
let watchers = 0
let timer = 0

/** The time of day, told again every second while somebody looks: ages are made of it. */
export function useNow() {
  if (watchers++ === 0) timer = window.setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => {
    if (--watchers === 0) window.clearInterval(timer)
  })
  return readonly(now)
}
