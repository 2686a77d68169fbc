import { listAreas, listHouseholds, listPersons, listResidents, type AreaKind, type Role } from '@/api'
import { allPages } from './forms/paging'
import type { Choice } from './forms/PickOne.vue'

const MOST = 20

/** Residents by name, flat, pinyin or the end of a telephone number. */
export async function searchResidents(q: string): Promise<Choice[]> {
  const { items } = (await listResidents({ query: { q, limit: MOST } })).data
  return items.map((one) => ({
    id: one.id,
    name: one.name,
    note: [...one.place.slice(-1), one.flat].join(' · '),
  }))
}

/** Areas by name, of one level or all. */
export const searchAreas =
  (kind?: AreaKind) =>
  async (q: string): Promise<Choice[]> => {
    const { items } = (await listAreas({ query: { q, kind, limit: MOST } })).data
    return items.map((one) => ({ id: one.id, name: one.name, note: one.id }))
  }

/** Flats by number and building. */
export async function searchFlats(q: string): Promise<Choice[]> {
  const [{ items }, names] = await Promise.all([
    listHouseholds({ query: { q, limit: MOST } }).then((answer) => answer.data),
    buildingNames(),
  ])
  return items.map((one) => ({ id: one.id, name: one.flat, note: names.get(one.building) ?? one.building }))
}

const NAMES_HOLD_MS = 60_000
let names: { asked: number; found: Promise<Map<string, string>> } | null = null

/** What buildings are called; asked for again after a minute, not at every letter that somebody types. */
async function buildingNames(): Promise<Map<string, string>> {
  const now = Date.now()
  if (!names || now - names.asked > NAMES_HOLD_MS) {
    const ask = allPages(
      async (after) => (await listAreas({ query: { kind: 'building', after, limit: 500 } })).data,
    )
    names = { asked: now, found: ask.then((all) => new Map(all.map((one) => [one.id, one.name]))) }
    names.found.catch(() => (names = null))
  }
  return names.found
}

/** People of a role, by name or telephone. */
export const searchPeople =
  (role?: Role) =>
  async (q: string): Promise<Choice[]> => {
    const { items } = (await listPersons({ query: { q, role, limit: MOST } })).data
    return items.map((one) => ({ id: one.id, name: one.name, note: one.phone || one.id }))
  }
