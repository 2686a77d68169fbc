import { computed, effectScope, readonly, ref, shallowRef, watch, type EffectScope, type Ref } from 'vue'
import { listAlerts, Problem, type AlertShape, type ApiShapesAlertsMoveShape } from '@/api'
import { useLive, type LineState } from '@/api/live'
import { useAlarm } from './alarm'
import { useSession } from './session'

/**
 * The open alerts of everybody whom one may see, as they move: one list and one line for the whole app, so that a page
 * that shows alerts opens none of its own. `ended` gives the last ones that were resolved while we looked.
 */

/** Those who come newest ring; what is older than this when the app opens has been told by other ways. */
const RECENT_MS = 10 * 60_000
const PAGE = 200
const MOST_PAGES = 10
const RINGS = new Set(['fired', 'worsened', 'again', 'escalated', 'reminded', 'unacknowledged', 'unanswered'])

/** One move as the stream tells it. */
export interface AlertMove {
  move: ApiShapesAlertsMoveShape
  alert: AlertShape
}

const open = shallowRef<ReadonlyMap<string, AlertShape>>(new Map())
const problem = ref<Problem | null>(null)
const loading = ref(true)
const lineState = ref<LineState>('connecting')
const heardAt = ref(0)
/** Newer than the list's own answer, whose state is older: what the stream told while the list was under way. */
let told = new Map<string, AlertShape>()
let scope: EffectScope | null = null
const listeners = new Set<(move: AlertMove) => void>()
const alarm = useAlarm()

export const isOpen = (alert: AlertShape): boolean =>
  alert.state === 'firing' || alert.state === 'acknowledged'
/** Whether it calls for somebody now, by sound. */
export const calls = (alert: AlertShape): boolean =>
  alert.state === 'firing' && alert.severity === 'critical' && !alert.muted

const waiting = computed(() =>
  [...open.value.values()].filter((one) => one.state === 'firing' && !one.technical && !one.muted),
)

export function useAlerts() {
  return {
    /** By id; a new map with each change. */
    open: readonly(open) as Readonly<Ref<ReadonlyMap<string, AlertShape>>>,
    /** Those that wait for an answer, devices' and muted ones left out: what a badge counts. */
    waiting,
    problem: problem as Ref<Problem | null>,
    /** True until the first answer. */
    loading: readonly(loading),
    line: readonly(lineState),
    heardAt: readonly(heardAt),
    refresh,
    take,
    onMove,
  }
}

/** Hear each move as it comes. Gives what ends it. */
function onMove(listener: (move: AlertMove) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Ask for all anew. Throws nothing. */
async function refresh(): Promise<void> {
  await ask().catch(() => undefined)
}

async function ask(): Promise<void> {
  told = new Map()
  const during = told
  try {
    const found = new Map<string, AlertShape>()
    for (const one of await all()) found.set(one.id, one)
    for (const [id, one] of during) {
      if (isOpen(one)) found.set(id, newer(one, found.get(id)))
      else if ((found.get(id)?.version ?? 0) <= one.version) found.delete(id)
    }
    put(found)
    problem.value = null
  } catch (error) {
    problem.value = Problem.of(error)
    throw error
  } finally {
    loading.value = false
  }
}

async function all(): Promise<AlertShape[]> {
  const items: AlertShape[] = []
  let after = ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = {
      state: ['firing' as const, 'acknowledged' as const],
      limit: PAGE,
      ...(after && { after }),
    }
    const { data } = await listAlerts({ query })
    items.push(...data.items)
    if (!data.next) break
    after = data.next
  }
  return items
}

function newer(one: AlertShape, other: AlertShape | undefined): AlertShape {
  return other && other.version > one.version ? other : one
}

/** An alert as it is now, of an answer that somebody got: the app's list need not wait for the stream. */
function take(alert: AlertShape): void {
  const known = open.value.get(alert.id)
  if (known && known.version > alert.version) return
  told.set(alert.id, alert)
  const next = new Map(open.value)
  if (isOpen(alert)) next.set(alert.id, alert)
  else next.delete(alert.id)
  put(next)
}

/** Put the list in its place; what no longer calls does not ring, and what is new and calls does. */
function put(next: ReadonlyMap<string, AlertShape>): void {
  const before = open.value
  open.value = next
  for (const id of before.keys()) {
    const one = next.get(id)
    if (!one || one.state !== 'firing') alarm.forget(id)
  }
  for (const id of alarm.ringing) {
    const one = next.get(id)
    if (!one || !calls(one)) alarm.forget(id)
  }
  for (const one of next.values()) {
    const isNew = before.get(one.id)?.state !== 'firing'
    if (isNew && calls(one) && Date.now() - new Date(one.fired_at ?? one.started_at).getTime() < RECENT_MS)
      alarm.ring(one.id)
  }
}

function hear(text: string): void {
  const event = JSON.parse(text) as AlertMove
  take(event.alert)
  if (RINGS.has(event.move.kind) && calls(event.alert)) alarm.ring(event.alert.id)
  for (const listener of listeners) listener(event)
}

function begin(person: string): void {
  scope = effectScope(true)
  scope.run(() => {
    const live = useLive({
      url: '/api/v1/alerts/stream',
      onEvent: (event) => hear(event.data),
      refresh: ask,
      shared: `alerts:${person}`,
    })
    watch(live.state, (state) => (lineState.value = state), { immediate: true, flush: 'sync' })
    watch(live.heardAt, (at) => (heardAt.value = at), { flush: 'sync' })
  })
}

function end(): void {
  scope?.stop()
  scope = null
  alarm.stopAll()
  open.value = new Map()
  loading.value = true
  problem.value = null
  heardAt.value = 0
}

/** From the start of the app: follow the alerts of whoever is logged in and may see some. */
export function startAlerts(): void {
  const { me } = useSession()
  const person = computed(() =>
    me.value?.deeds.includes('see_alerts') && !me.value.owes.length ? me.value.person : '',
  )
  watch(
    person,
    (now) => {
      end()
      if (now) begin(now)
    },
    { immediate: true },
  )
}
