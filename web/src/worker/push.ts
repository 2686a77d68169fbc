/** Messages pushed to this device: shown, answered from the lock screen, and the subscription kept alive. */
import { words } from './words'

type Action = { action: string; url: string }

/** What alerts/channels/push_note.py writes. */
export interface PushNote {
  id: string
  alert: string
  severity: string
  title: string
  short: string
  link: string
  language: string
  actions: Action[]
}

const ICON = '/app/icon-192.png'
const BADGE = '/app/badge-96.png'

/** Show what came. A browser wants something shown for each message, so what cannot be read is shown as such. */
export async function answerPush(
  worker: ServiceWorkerGlobalScope,
  data: PushMessageData | null,
): Promise<void> {
  const note = read(data)
  const critical = note.severity === 'critical'
  const said = words(note.language)
  await worker.registration.showNotification(note.title || said.title, {
    body: note.short,
    tag: note.alert || note.id,
    renotify: true,
    requireInteraction: critical,
    silent: false,
    vibrate: critical ? [400, 150, 400, 150, 400] : [200],
    icon: ICON,
    badge: BADGE,
    lang: note.language,
    data: note,
    actions: note.actions
      .filter((one) => one.action in said.actions)
      .map((one) => ({ action: one.action, title: said.actions[one.action as keyof typeof said.actions] })),
  } as NotificationOptions)
}

function read(data: PushMessageData | null): PushNote {
  const empty: PushNote = {
    id: 'unread',
    alert: '',
    severity: '',
    title: '',
    short: '',
    link: '/app/',
    language: 'zh-CN',
    actions: [],
  }
  try {
    const said = (data?.json() ?? {}) as Partial<PushNote>
    return { ...empty, ...said, actions: Array.isArray(said.actions) ? said.actions : [] }
  } catch {
    return empty
  }
}

/** A click on the message itself, or on one of its buttons. */
export async function openedByClick(
  worker: ServiceWorkerGlobalScope,
  notification: Notification,
  action: string,
): Promise<void> {
  const note = notification.data as PushNote
  const wanted = note.actions.find((one) => one.action === action)
  if (action === 'acknowledge') await acknowledge(worker, note, wanted?.url ?? note.link)
  else await open(worker, wanted?.url ?? note.link)
}

/** Answer by this browser's session; where there is none, by the receiver's own link, whose page asks once more. */
async function acknowledge(worker: ServiceWorkerGlobalScope, note: PushNote, link: string): Promise<void> {
  const said = words(note.language)
  try {
    const address = `/api/v1/alerts/${encodeURIComponent(note.alert)}/acknowledge`
    const response = await fetch(address, { method: 'POST', credentials: 'same-origin' })
    if (!response.ok && response.status !== 409) return await open(worker, link)
    await worker.registration.showNotification(response.ok ? said.answered : said.over, {
      body: note.title,
      tag: note.alert,
      icon: ICON,
      badge: BADGE,
      lang: note.language,
      data: { ...note, actions: [] },
    })
  } catch {
    // No line: say so, and leave the buttons for another try.
    await worker.registration.showNotification(said.failed, {
      body: note.title,
      tag: note.alert,
      requireInteraction: true,
      icon: ICON,
      badge: BADGE,
      lang: note.language,
      data: note,
      actions: [{ action: 'acknowledge', title: said.actions.acknowledge }],
    } as NotificationOptions)
  }
}

/** Go there: in a window of the app that is open, else in a new one. */
async function open(worker: ServiceWorkerGlobalScope, address: string): Promise<void> {
  const place = inside(worker, address)
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = windows.find((one) => new URL(one.url).pathname.startsWith('/app/'))
  if (!place || !there) {
    await worker.clients.openWindow(place ? `/app${place}` : address)
    return
  }
  // Asked to go there before it comes to the front: a browser may refuse the second, not the first.
  there.postMessage({ go: place })
  await there.focus().catch(() => undefined)
}

/** The place inside the app that an address means, by whatever name the house goes in links; empty for none of ours. */
function inside(worker: ServiceWorkerGlobalScope, address: string): string {
  const url = new URL(address, worker.location.origin)
  return url.pathname.startsWith('/app/') ? url.pathname.slice('/app'.length) + url.hash : ''
}

/** The browser gave the subscription up: make a new one with the same key, and tell the server. */
export async function renewSubscription(
  worker: ServiceWorkerGlobalScope,
  old: PushSubscription | null,
): Promise<void> {
  const key = old?.options.applicationServerKey ?? (await keyOfServer())
  const fresh = await worker.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  })
  const { endpoint, keys } = fresh.toJSON()
  await fetch('/api/v1/me/channels/web-push', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys, min_severity: await severity() }),
  })
}

async function keyOfServer(): Promise<string> {
  const response = await fetch('/api/v1/web-push/key', { credentials: 'same-origin' })
  return ((await response.json()) as { key: string }).key
}

async function severity(): Promise<string> {
  const kept = await (await caches.open('settings')).match('/app/push-severity')
  return kept ? await kept.text() : 'info'
}
