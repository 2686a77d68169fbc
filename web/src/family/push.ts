import { ref } from 'vue'
import { subscribe, unsubscribe, webPushKey, type ChannelShape } from '@/api'

/** Why this browser cannot be pushed to, or whether it is. `ready`: it could be. */
export type PushState = 'asking' | 'on' | 'ready' | 'unsupported' | 'ios' | 'denied' | 'insecure' | 'noWorker'

const WAIT_FOR_WORKER_MS = 4000
const KEPT = 'push-channel'

/** The server's key as the browser wants it: bytes out of URL-safe base64. */
export function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const padded = key.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (key.length % 4)) % 4)
  return Uint8Array.from(atob(padded), (one) => one.charCodeAt(0))
}

function isApple(): boolean {
  return (
    /iPad|iPhone|iPod/.test(navigator.userAgent) ||
    (navigator.userAgent.includes('Mac') && navigator.maxTouchPoints > 1)
  )
}

/** What stands in the way before anything is tried; null where nothing does. */
function obstacle(): PushState | null {
  if (!window.isSecureContext) return 'insecure'
  if (!('PushManager' in window) || !('serviceWorker' in navigator) || !('Notification' in window))
    return isApple() ? 'ios' : 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : null
}

async function worker(): Promise<ServiceWorkerRegistration | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), WAIT_FOR_WORKER_MS))
  return Promise.race([navigator.serviceWorker.ready, late])
}

/** Pushed messages to this browser: whether they are on, and turning them on and off. */
export function usePush(channels: () => readonly ChannelShape[]) {
  const state = ref<PushState>('asking')
  /** What the browser's own push service said, where it would not have us. */
  const refused = ref('')

  const mine = (): ChannelShape | undefined =>
    channels().find((one) => one.id === localStorage.getItem(KEPT) && one.enabled)

  async function look(): Promise<void> {
    const found = obstacle()
    if (found) {
      state.value = found
      return
    }
    const registration = await worker()
    if (!registration) state.value = 'noWorker'
    else state.value = (await registration.pushManager.getSubscription()) && mine() ? 'on' : 'ready'
  }

  async function turnOn(severity: 'info' | 'warning' | 'critical'): Promise<void> {
    refused.value = ''
    const registration = await worker()
    if (!registration) {
      state.value = 'noWorker'
      return
    }
    const { key } = (await webPushKey()).data
    const subscription = await subscribed(registration, key)
    if (!subscription) return look()
    const said = subscription.toJSON() as { endpoint: string; keys: { p256dh: string; auth: string } }
    const body = { endpoint: said.endpoint, expirationTime: null, keys: said.keys, min_severity: severity }
    localStorage.setItem(KEPT, (await subscribe({ body })).data.id)
  }

  /** Ask the browser, which asks the person; null where either says no. */
  async function subscribed(
    registration: ServiceWorkerRegistration,
    key: string,
  ): Promise<PushSubscription | null> {
    try {
      // A subscription by another key (of another server, or before ours was made anew) must go first.
      const before = await registration.pushManager.getSubscription()
      const bytes = keyBytes(key)
      if (before && !sameKey(before.options.applicationServerKey, bytes)) await before.unsubscribe()
      return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes })
    } catch (error) {
      if (Notification.permission !== 'denied')
        refused.value = error instanceof Error ? error.message : String(error)
      return null
    }
  }

  async function turnOff(): Promise<void> {
    const channel = mine()
    if (channel) await unsubscribe({ path: { channel_id: channel.id } })
    localStorage.removeItem(KEPT)
    const subscription = await (await worker())?.pushManager.getSubscription()
    await subscription?.unsubscribe()
  }

  return { state, refused, look, turnOn, turnOff, mine }
}

function sameKey(kept: ArrayBuffer | null, key: Uint8Array): boolean {
  const bytes = new Uint8Array(kept ?? new ArrayBuffer(0))
  return bytes.length === key.length && bytes.every((one, index) => one === key[index])
}
