import { computed, onScopeDispose, readonly, ref, watch } from 'vue'
import { useAlerts } from './alerts'
import { showsKept } from './seen'

const ASK_AGAIN_MS = 15_000

const online = ref(navigator.onLine)
window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))

/** Whether the browser believes that it has a line. */
export const isOnline = readonly(online)

/** Whether no server is reached, whatever the browser believes. */
export const isAway = computed(() => !online.value || showsKept.value || useAlerts().line.value === 'offline')

const back = ref(0)
watch(isAway, (away) => {
  if (!away) back.value++
})
/** Counts how often the server was reached again: whoever shows something asks for it anew. */
export const cameBack = readonly(back)

/** Ask for all that is shown once more. */
export function askAgain(): void {
  back.value++
}
window.addEventListener('online', askAgain)
watch(useAlerts().line, (state, before) => {
  if (state === 'live' && (before === 'polling' || before === 'offline')) askAgain()
})
// What was kept may be had anew although nothing says so: a server that was merely slow, for one.
let asking = 0
watch(showsKept, (shows) => {
  window.clearInterval(asking)
  if (shows) asking = window.setInterval(askAgain, ASK_AGAIN_MS)
})

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
