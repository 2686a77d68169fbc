import { ref } from 'vue'
import { router } from './router'

/**
 * A page whose files cannot be loaded: offline and never kept, or gone after a new version was put up. The second is
 * mended by loading the app anew, once; what stays is said.
 */

const RELOADED = 'reloaded-at'
const SOON_MS = 30_000

/** Key of what is said, over the page that one is still on; empty for nothing. */
export const trouble = ref('')

/** Whether it may help to load everything anew: not offline, and not if that was done just now. */
export function mayReload(): boolean {
  const last = Number(sessionStorage.getItem(RELOADED))
  return navigator.onLine && Date.now() - last > SOON_MS
}

export function noteReload(): void {
  sessionStorage.setItem(RELOADED, String(Date.now()))
}

export function startTrouble(): void {
  router.onError((error, to) => {
    console.warn('a page cannot be loaded', error)
    if (mayReload()) {
      noteReload()
      window.location.assign(`/app${to.fullPath}`)
    } else trouble.value = navigator.onLine ? 'shell.trouble.failed' : 'shell.trouble.notKept'
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) trouble.value = ''
  })
}
