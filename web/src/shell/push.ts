import { readonly, ref, type Ref } from 'vue'
import { Problem, subscribe as tell, unsubscribe as untell, webPushKey } from '@/api'

/**
 * Messages pushed to this browser. `install`: it takes them only as an installed app (iPhone, iPad). `denied`: the
 * person said no, and only the browser's own settings can say yes again. `none`: it cannot, or not without https.
 */
export type PushState = 'none' | 'install' | 'denied' | 'off' | 'on'
type Severity = 'info' | 'warning' | 'critical'

/** The channel that this browser is, as the server calls it. */
const CHANNEL = 'push-channel'
const state = ref<PushState>('none')
const channel = ref(localStorage.getItem(CHANNEL) ?? '')

export function usePush() {
  return {
    state: readonly(state),
    /** Id of the channel that this browser is, to tell it from others in the list of channels. */
    channel: readonly(channel) as Readonly<Ref<string>>,
    look,
    subscribe,
    unsubscribe,
  }
}

/** See how it stands. */
async function look(): Promise<PushState> {
  state.value = await standing()
  return state.value
}

async function standing(): Promise<PushState> {
  if (!('PushManager' in window) || !('Notification' in window)) return isApple() ? 'install' : 'none'
  const worker = await navigator.serviceWorker?.getRegistration('/app/')
  if (!worker) return 'none'
  if (Notification.permission === 'denied') return 'denied'
  return (await worker.pushManager.getSubscription()) && channel.value ? 'on' : 'off'
}

/** An iPhone or iPad whose app was not put on the home screen. */
export function isApple(): boolean {
  const padAsMac = navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || padAsMac
}

/** Be told by this browser from now on; asks the person's leave. Throws a Problem. To be called by a click. */
async function subscribe(severity: Severity = 'info'): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') {
    await look()
    throw new Problem('push-denied', 0)
  }
  const worker = await navigator.serviceWorker.ready
  const { key } = (await webPushKey()).data
  const subscription = await taken(worker, key)
  const { endpoint, keys } = subscription.toJSON()
  const body = {
    endpoint: endpoint ?? '',
    keys: keys as { p256dh: string; auth: string },
    min_severity: severity,
  }
  keep((await tell({ body })).data.id)
  await rememberSeverity(severity)
  await look()
}

/** Subscribe by the server's key; a subscription by another key (of another house, or an older one) is given up. */
async function taken(worker: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await worker.pushManager.subscribe(options)
  } catch (error) {
    const old = await worker.pushManager.getSubscription()
    if (!old) throw new Problem('push-failed', 0, { detail: String(error) })
    await old.unsubscribe()
    return await worker.pushManager.subscribe(options)
  }
}

/** Be told by this browser no longer. Throws a Problem where the server was not reached. */
async function unsubscribe(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration('/app/')
  const subscription = await worker?.pushManager?.getSubscription()
  try {
    if (channel.value) await untell({ path: { channel_id: channel.value } })
  } catch (error) {
    const gone = error instanceof Problem && [404, 409].includes(error.status)
    if (!gone) throw error
  }
  await subscription?.unsubscribe()
  keep('')
  await look()
}

function keep(id: string): void {
  channel.value = id
  if (id) localStorage.setItem(CHANNEL, id)
  else localStorage.removeItem(CHANNEL)
}

/** The worker subscribes anew by itself when the browser drops a subscription, and cannot read `localStorage`. */
async function rememberSeverity(severity: Severity): Promise<void> {
  const kept = await caches.open('settings')
  await kept.put('/app/push-severity', new Response(severity))
}
