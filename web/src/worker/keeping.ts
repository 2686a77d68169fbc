/**
 * What the worker keeps: the last answers about what pages show, for when no server answers, and the charts' code. Never
 * secrets, exports, streams, or who is logged in. `seen` belongs to whoever is logged in: the app empties it.
 */

const SEEN = 'seen'
const CHARTS = 'charts'
const MOST_SEEN = 150
const MOST_CHARTS = 8
const LARGEST = 1_000_000
/** After so long an answer of before is better than none; the late one is kept all the same. */
const PATIENCE_MS = 6_000
const AT = 'x-seen-at'

const API = '/api/v1/'
const NEVER =
  /^\/api\/v1\/(session|audit|imports|webhooks|web-push|unclaimed|quarantine|me\/(keys|sessions|second-factor|identities))|\/(stream|export|erasure|label|credential|invitations|keys|messages|report\.pdf)(\/|$)|\.pdf$/

/** Whether the answer to this question is kept. */
export function isKept(request: Request, url: URL): boolean {
  if (request.method !== 'GET' || !url.pathname.startsWith(API) || NEVER.test(url.pathname)) return false
  return (
    !(request.headers.get('accept') ?? '').includes('text/event-stream') &&
    !request.headers.has('authorization')
  )
}

/** Code that is not loaded beforehand: the charts' own. */
export function isAsset(url: URL): boolean {
  return /^\/app\/assets\/charts-[^/]*\.js$/.test(url.pathname)
}

/** Whether somebody logs out, or another one may come in. */
export function isForgetting(request: Request, url: URL): boolean {
  return request.method === 'DELETE' && url.pathname === `${API}session`
}

export async function forgetSeen(): Promise<void> {
  await caches.delete(SEEN)
}

/** The server's answer, else the one that was kept, marked with when it was given. */
export async function answerKept(
  request: Request,
  url: URL,
  goOn: (work: Promise<unknown>) => void,
): Promise<Response> {
  const key = keyOf(url)
  const asking = ask(request, key)
  goOn(asking.catch(() => undefined))
  const late = after(PATIENCE_MS).then(() => known(key))
  const first = await Promise.race([asking.catch(() => null), late])
  if (first && first.status < 502) return first
  return (await known(key)) ?? (await asking)
}

async function ask(request: Request, key: string): Promise<Response> {
  const response = await fetch(request)
  if (response.status === 401) await forgetSeen()
  if (response.ok && isJson(response)) await keep(key, response.clone())
  return response
}

function isJson(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/json')
}

async function keep(key: string, response: Response): Promise<void> {
  const body = await response.blob()
  if (body.size > LARGEST) return
  const headers = new Headers({ 'content-type': 'application/json', [AT]: String(Date.now()) })
  for (const name of ['etag', 'link']) {
    const value = response.headers.get(name)
    if (value) headers.set(name, value)
  }
  const seen = await caches.open(SEEN)
  // Anew at the end: the cache is in the order of keeping, and the oldest goes first.
  await seen.delete(key)
  await seen.put(key, new Response(body, { headers }))
  await shorten(seen, MOST_SEEN)
}

async function shorten(cache: Cache, most: number): Promise<void> {
  const keys = await cache.keys()
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old)
}

async function known(key: string): Promise<Response | null> {
  return (await (await caches.open(SEEN)).match(key)) ?? null
}

/** The question without its moments: "the last 24 hours" asked a minute later is the same question. */
function keyOf(url: URL): string {
  const key = new URL(url)
  for (const [name, value] of url.searchParams) {
    if (/^\d{4}-\d\d-\d\dT/.test(value)) key.searchParams.delete(name)
  }
  key.searchParams.sort()
  return key.pathname + key.search
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Charts' code, from the first use on: its name changes with what is in it. */
export async function answerChart(request: Request): Promise<Response> {
  const charts = await caches.open(CHARTS)
  const kept = await charts.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) {
    await charts.put(request, response.clone())
    await shorten(charts, MOST_CHARTS)
  }
  return response
}
