import { listAreas, listHouseholds, listPersons, listResidents, type AreaKind, type Role } from '@/api'
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
  const { items } = (await listHouseholds({ query: { q, limit: MOST } })).data
  return items.map((one) => ({ id: one.id, name: one.flat, note: one.building }))
}

/** People of a role, by name or telephone. */
export const searchPeople =
  (role?: Role) =>
  async (q: string): Promise<Choice[]> => {
    const { items } = (await listPersons({ query: { q, role, limit: MOST } })).data
    return items.map((one) => ({ id: one.id, name: one.name, note: one.phone || one.id }))
  }
