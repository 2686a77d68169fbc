/// <reference lib="webworker" />
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching'
import { answerPush, openedByClick, renewSubscription } from './worker/push'
import { answerChart, answerKept, forgetSeen, isAsset, isForgetting, isKept } from './worker/keeping'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

const PAGE = '/app/index.html'

cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)

// A new version waits until somebody asks for it: nothing changes under anybody's fingers.
self.addEventListener('message', (event) => {
  if ((event.data as { do?: string } | null)?.do === 'take-over') void self.skipWaiting()
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (isForgetting(request, url)) event.waitUntil(forgetSeen())
  else if (request.mode === 'navigate' && isPlace(url)) event.respondWith(page(request))
  else if (isAsset(url)) event.respondWith(answerChart(request))
  else if (isKept(request, url)) event.respondWith(answerKept(request, url, (work) => event.waitUntil(work)))
})

/** A place inside the app, as the server tells it from a file: by its ending. */
function isPlace(url: URL): boolean {
  return url.pathname.startsWith('/app/') && !/\.[a-z0-9]{1,12}$/i.test(url.pathname)
}

async function page(request: Request): Promise<Response> {
  return (await matchPrecache(PAGE)) ?? fetch(request)
}

self.addEventListener('push', (event) => event.waitUntil(answerPush(self, event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openedByClick(self, event.notification, event.action))
})
self.addEventListener('pushsubscriptionchange', (event) => {
  const changed = event as ExtendableEvent & { oldSubscription?: PushSubscription | null }
  changed.waitUntil(renewSubscription(self, changed.oldSubscription ?? null))
})
