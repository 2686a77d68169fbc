import { computed } from 'vue'
import { listAreas, listPersons, type AreaShape, type KeptPersonShape } from '@/api'
import { useAsked } from '@/parts/asking'
import { useSession } from '@/shell/session'

type Page<T> = { items: T[]; next: string | null }

async function all<T>(ask: (after: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  let after = ''
  do {
    const page = await ask(after)
    found.push(...page.items)
    after = page.next ?? ''
  } while (after)
  return found
}

const KEPT_MS = 20_000

/** Ask once for what several parts of a page want at the same time; somebody else's is never given. */
function together<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; answer: Promise<T> } | null = null
  window.addEventListener('banister:logged-out', () => (kept = null))
  return () => {
    if (!kept || Date.now() - kept.at > KEPT_MS) {
      const mine = { at: Date.now(), answer: ask() }
      mine.answer.catch(() => kept === mine && (kept = null))
      kept = mine
    }
    return kept.answer
  }
}

const areasOnce = together(() => all(async (after) => (await listAreas({ query: { after } })).data))
const personsOnce = together(() => all(async (after) => (await listPersons({ query: { after } })).data))

/** Every area that one may see, with its name and the way down to it; `ordered` are those that one answers for. */
export function useAreas() {
  const { me } = useSession()
  const asked = useAsked(areasOnce)
  const byId = computed(() => new Map((asked.data.value ?? []).map((one) => [one.id, one])))

  function way(id: string): AreaShape[] {
    const found: AreaShape[] = []
    let here = byId.value.get(id)
    while (here && !found.includes(here)) {
      found.unshift(here)
      here = here.parent ? byId.value.get(here.parent) : undefined
    }
    return found
  }

  /** An administrator has no areas and keeps all. */
  const every = computed(() => me.value?.role === 'admin')
  /** All, each below the one that it lies in. */
  const ordered = computed(() =>
    [...(asked.data.value ?? [])]
      .filter((area) => every.value || way(area.id).some((one) => me.value?.areas.includes(one.id)))
      .map((area) => ({ area, depth: way(area.id).length - 1, key: way(area.id).map((one) => one.name) }))
      .sort((a, b) => a.key.join('/').localeCompare(b.key.join('/'), 'zh-CN', { numeric: true })),
  )
  const nameOf = (id: string | null | undefined): string => (id ? (byId.value.get(id)?.name ?? id) : '')
  return { ...asked, byId, ordered, nameOf, way }
}

/** The people whom one keeps, by id: for names beside ids. Nobody's, where one keeps nobody. */
export function usePersons() {
  const { may } = useSession()
  const asked = useAsked<KeptPersonShape[]>(() => (may('keep_people') ? personsOnce() : Promise.resolve([])))
  const byId = computed(() => new Map((asked.data.value ?? []).map((one) => [one.id, one])))
  const nameOf = (id: string | null | undefined): string => (id ? (byId.value.get(id)?.name ?? id) : '')
  return { ...asked, byId, nameOf }
}
