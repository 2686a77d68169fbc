import { readonly, ref } from 'vue'
import { askAgain } from './online'
import { router } from './router'

/** The service worker: offline pages, messages pushed to this device, and new versions of the app. */

const LOOK_EVERY_MS = 60 * 60_000

const waiting = ref<ServiceWorker | null>(null)
const changed = ref(false)

/** Whether a new version lies ready, or took over in another tab. Nothing is loaded anew but by `takeNewVersion`. */
export const newVersion = readonly(changed)

/** Go over to the new version: the worker takes over, then the page is loaded anew. */
export function takeNewVersion(): void {
  if (!waiting.value) return window.location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting.value.postMessage({ do: 'take-over' })
}

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  navigator.serviceWorker.addEventListener('message', (event: MessageEvent<{ go?: string }>) => {
    if (event.data.go) void router.push(event.data.go)
  })
  const first = !navigator.serviceWorker.controller
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Of the first worker: it begins to keep what pages ask for, so they ask once more.
    if (first && !changed.value) askAgain()
    else changed.value = true
  })
  if (document.readyState === 'complete') void register()
  else window.addEventListener('load', () => void register(), { once: true })
}

async function register(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker.register('/app/sw.js', { scope: '/app/' })
    offer(worker.waiting)
    worker.addEventListener('updatefound', () => {
      const coming = worker.installing
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed') offer(coming)
      })
    })
    window.setInterval(() => void worker.update().catch(() => undefined), LOOK_EVERY_MS)
  } catch (error) {
    console.warn('no service worker: no offline pages and no pushed messages', error)
  }
}

/** A worker that waits while another one is in charge is a new version. */
function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return
  waiting.value = worker
  changed.value = true
}
