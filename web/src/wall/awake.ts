import { onMounted, onScopeDispose, ref } from 'vue'

/** Keep the screen from going dark, where the browser can; it lets go when the page is hidden, and is asked again. */
export function useAwake() {
  const awake = ref(false)
  let lock: WakeLockSentinel | null = null
  async function hold(): Promise<void> {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    lock = await navigator.wakeLock.request('screen').catch(() => null)
    awake.value = lock !== null
    lock?.addEventListener('release', () => (awake.value = false))
  }
  const again = () => void hold()
  onMounted(hold)
  document.addEventListener('visibilitychange', again)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  })
  return { awake }
}

/** Dark, unless somebody chose a theme for this device: a bright wall blinds an office at night. */
export function useDarkWall(isAuto: () => boolean): void {
  onMounted(() => {
    const root = document.documentElement
    const before = root.dataset.theme
    if (!isAuto()) return
    root.dataset.theme = 'dark'
    onWall = () => {
      root.dataset.theme = before
    }
  })
  let onWall = (): void => undefined
  onScopeDispose(() => onWall())
}
