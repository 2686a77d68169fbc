import { shallowRef } from 'vue'

/** Chromium's own offer to install the app, kept until somebody asks for it: it comes unasked and only once. */
interface Offer extends Event {
  prompt(): Promise<void>
}

export const isInstalled =
  window.matchMedia('(display-mode: standalone)').matches ||
  ('standalone' in navigator && navigator.standalone === true)

export const installer = shallowRef<{ ask: () => void } | null>(null)

export function startInstaller(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    installer.value = { ask: () => void (event as Offer).prompt().finally(() => (installer.value = null)) }
  })
}
