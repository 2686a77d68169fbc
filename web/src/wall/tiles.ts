import type { FlatShape } from '@/api'
import { FLAT_STATES, stateOf, type FlatState } from '@/steward/flats'
import { byName } from '@/steward/areas'

export interface Tile {
  id: string
  name: string
  flats: number
  state: FlatState
  /** How many flats are as its state says. */
  count: number
}

const SHOWN = new Set<FlatState>(['critical', 'warning', 'info', 'technical', 'silent'])

/** A building by the worst of its flats: how many are so. */
export function tilesOf(buildings: { id: string; name: string }[], flats: readonly FlatShape[]): Tile[] {
  return [...buildings].sort(byName).map(({ id, name }) => {
    const states = flats.filter((flat) => flat.building === id).map(stateOf)
    const worst = FLAT_STATES.find((state) => SHOWN.has(state) && states.includes(state)) ?? 'calm'
    return {
      id,
      name,
      flats: states.length,
      state: worst,
      count: states.filter((one) => one === worst).length,
    }
  })
}
