import { latestReadings as askLatest, type LatestReading } from '@/api'
import { useLive } from '@/api/live'

export type { LatestReading }

export async function latestReadings(resident: string): Promise<LatestReading[]> {
  return (await askLatest({ path: { resident_id: resident } })).data.readings
}

/** Call `refresh` whenever one of a resident's devices says something. */
export function useLiveReadings(resident: string, refresh: () => Promise<void>): void {
  useLive({
    url: `/api/v1/residents/${encodeURIComponent(resident)}/stream`,
    onEvent: () => void refresh().catch(() => undefined),
    refresh,
  })
}
