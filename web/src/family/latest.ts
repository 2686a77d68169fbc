import { computed, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { latestReadings, Problem, type LatestReading, type LatestShape, type Scope } from '@/api'
import { usePolling } from './polling'
import { useLive, type LineState } from '@/api/live'
import { useSession } from '@/shell/session'
import type { LiveReport } from './live-shapes'
import { stateWord } from '@/parts/values'

export interface Latest {
  readings: Readonly<Ref<LatestReading[]>>
  problem: Ref<Problem | null>
  loading: Ref<boolean>
  /** Whether this person is not to be seen any more: a consent was withdrawn, a post has ended. */
  closed: Ref<boolean>
  line: Readonly<Ref<LineState>>
  heardAt: Readonly<Ref<number>>
  retry: () => void
}

/** Put what one device has just measured over what was known; null where something came that was not known before. */
export function merged(readings: readonly LatestReading[], report: LiveReport): LatestReading[] | null {
  const at = new Date(report.observed_at).getTime()
  const known = new Set(readings.map((one) => one.metric))
  if (Object.keys(report.values).some((metric) => !known.has(metric))) return null
  return readings.map((one) => {
    const value = report.values[one.metric]
    if (value === undefined || new Date(one.observed_at).getTime() > at) return one
    const { device, observed_at, received_at, late } = report
    return { ...one, value, word: stateWord(one.metric, value), device, observed_at, received_at, late }
  })
}

/** A report may have come while the answer was under way: of each metric the newer reading wins. */
function newest(answer: readonly LatestReading[], known: readonly LatestReading[]): LatestReading[] {
  const by = new Map(known.map((one) => [one.metric, one]))
  return answer.map((one) => {
    const other = by.get(one.metric)
    const newer = other && new Date(other.observed_at) > new Date(one.observed_at)
    return newer ? { ...other, limits: one.limits } : one
  })
}

/** A resident's newest readings, kept up to date as they come. Asks for nothing that is not agreed to. */
export function useLatest(resident: string, kinds: Readonly<Ref<ReadonlySet<Scope>>>, follow = true): Latest {
  const latest: ShallowRef<LatestShape | null> = shallowRef(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  const closed = ref(false)
  const { me, refresh: whoAmI } = useSession()
  const seesReadings = computed(() => kinds.value.has('vital_signs') || kinds.value.has('activity'))

  async function refresh(): Promise<void> {
    if (!seesReadings.value) {
      loading.value = false
      return
    }
    try {
      const answer = (await latestReadings({ path: { resident_id: resident } })).data
      latest.value = { ...answer, readings: newest(answer.readings, latest.value?.readings ?? []) }
      problem.value = null
    } catch (error) {
      const told = Problem.of(error)
      if (told.status === 404 || told.status === 403) await gone()
      // What is shown stays while the line is down; its ages say how old it is.
      else if (!latest.value || !told.isOffline) problem.value = told
      throw error
    } finally {
      loading.value = false
    }
  }

  /** What may be seen has changed: nothing of before stays on the page. */
  async function gone(): Promise<void> {
    latest.value = null
    await whoAmI()
    closed.value = kinds.value.size === 0
    if (closed.value || !seesReadings.value) live.close()
  }

  function onEvent(event: { event?: string | undefined; data: string }): void {
    if (event.event !== 'readings' || !latest.value) return
    const readings = merged(latest.value.readings, JSON.parse(event.data) as LiveReport)
    if (readings) latest.value = { ...latest.value, readings }
    else void refresh().catch(() => undefined)
  }

  const url = `/api/v1/residents/${encodeURIComponent(resident)}/stream`
  const shared = `readings:${me.value?.person}:${resident}`
  const live = follow ? useLive({ url, onEvent, refresh, shared }) : usePolling(refresh)
  if (!seesReadings.value) live.close()
  // The server ends the line of somebody who may not see any more; the answer to a question says why.
  watch(live.state, (state) => state === 'ended' && void refresh().catch(() => undefined))
  watch(seesReadings, (sees) => !sees && (latest.value = null))
  return {
    readings: computed(() => latest.value?.readings ?? []),
    problem: problem as Ref<Problem | null>,
    loading,
    closed,
    line: live.state,
    heardAt: live.heardAt,
    retry: () => void refresh().catch(() => undefined),
  }
}
