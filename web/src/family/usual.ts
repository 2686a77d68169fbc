import { shallowRef, watch, type Ref } from 'vue'
import { seeBaselines, type BaselineShape, type Scope } from '@/api'
import { isNightIn } from './night'
import type { Usual } from './judging'

/**
 * What is usual for a person, by metric and moment. It is drawn and not told, so a page without it (too little is
 * known, not agreed to, the line is down) says nothing of it.
 */
export function useUsual(resident: string, kinds: Readonly<Ref<ReadonlySet<Scope>>>) {
  const known = shallowRef<BaselineShape | null>(null)

  async function ask(): Promise<void> {
    if (!kinds.value.has('vital_signs') && !kinds.value.has('activity')) {
      known.value = null
      return
    }
    try {
      known.value = (await seeBaselines({ path: { resident_id: resident } })).data
    } catch {
      known.value = null
    }
  }
  watch(kinds, ask, { immediate: true })

  /** Give the band of a metric that holds at a moment: by day or in the night. */
  function usual(metric: string, at: string | number): Usual | null {
    const base = known.value
    const bands = base?.vitals.find((one) => one.metric === metric)
    if (!base || !bands) return null
    const band = isNightIn(at, base.timezone, base.night) ? bands.night : bands.day
    return band && { low: band.low, high: band.high, middle: band.median }
  }

  return { known, usual }
}
