import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { Problem, seeFlats, type FlatPage, type FlatResident, type FlatShape } from '@/api'
import { useAlerts } from '@/shell/alerts'

const EVERY_MS = 30_000
const SOON_MS = 700
const PAGE = 1_000

/** How a flat is, in one word; the worst of those who live in it. Order: what is looked at first. */
export const FLAT_STATES = [
  'critical',
  'warning',
  'info',
  'technical',
  'silent',
  'muted',
  'away',
  'calm',
  'unwatched',
  'empty',
] as const
export type FlatState = (typeof FLAT_STATES)[number]

/** How many devices nothing is heard of now; where nothing ever was, that is all of them. */
export const silentDevices = (one: FlatResident): number => (one.heard_at ? one.not_there : one.devices)

function stateOfResident(one: FlatResident): FlatState {
  const worst = one.worst
  if (worst && !worst.technical && !worst.muted) return worst.severity as FlatState
  if (one.away) return 'away'
  if (worst?.muted) return 'muted'
  if (one.devices && silentDevices(one) >= one.devices) return 'silent'
  if (worst) return 'technical'
  if (!one.devices) return 'unwatched'
  return 'calm'
}

export function stateOf(flat: FlatShape): FlatState {
  const living = flat.residents.filter((one) => !one.deceased)
  if (!living.length) return 'empty'
  const found = living.map(stateOfResident)
  return FLAT_STATES.find((state) => found.includes(state)) ?? 'calm'
}

/** The flats of areas as they stand, asked again when an alert moves and every half minute; what is unchanged is a 304. */
export function useFlats(areas: () => readonly string[]) {
  const flats = shallowRef<FlatShape[]>([])
  const buildings = shallowRef<{ id: string; name: string }[]>([])
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  const seenAt = ref(0)
  const kept = new Map<string, { tag: string; page: FlatPage }>()
  let turn = 0
  let soon = 0

  async function page(area: string, after: string): Promise<FlatPage> {
    const key = `${area} ${after}`
    const known = kept.get(key)
    try {
      const { data, response } = await seeFlats({
        path: { area_id: area },
        query: { limit: PAGE, ...(after && { after }) },
        headers: known ? { 'If-None-Match': known.tag } : {},
      })
      kept.set(key, { tag: response.headers.get('etag') ?? '', page: data })
      return data
    } catch (error) {
      if (known && error instanceof Problem && error.status === 304) return known.page
      throw error
    }
  }

  async function pages(area: string): Promise<FlatPage[]> {
    const found = [await page(area, '')]
    for (let next = found[0]?.next; next; next = found.at(-1)?.next) found.push(await page(area, next))
    return found
  }

  async function ask(): Promise<void> {
    const mine = ++turn
    try {
      const found = (await Promise.all(areas().map(pages))).flat()
      if (mine !== turn) return
      buildings.value = [
        ...new Map(found.flatMap((one) => one.buildings).map((one) => [one.id, one])).values(),
      ]
      flats.value = [
        ...new Map(found.flatMap((one) => one.flats).map((one) => [one.household, one])).values(),
      ]
      problem.value = null
      seenAt.value = Date.now()
    } catch (error) {
      if (mine === turn) problem.value = Problem.of(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  function again(): void {
    soon ||= window.setTimeout(() => {
      soon = 0
      void ask()
    }, SOON_MS)
  }

  if (areas().length) void ask()
  const stop = useAlerts().onMove(again)
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible') void ask()
  }, EVERY_MS)
  onScopeDispose(() => {
    stop()
    turn++
    window.clearInterval(timer)
    window.clearTimeout(soon)
  })
  return { flats, buildings, problem: problem as Ref<Problem | null>, loading, seenAt, ask }
}
