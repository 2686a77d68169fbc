import type { AlertDetail, AlertShape } from '@/api'

/** What the streams send: the document names events, not their shapes (api/shapes/readings.py, alerts.py). */
export interface LiveReport {
  device: string
  observed_at: string
  received_at: string
  late: boolean
  values: Record<string, number>
}

export interface AlertMove {
  move: AlertDetail['timeline'][number]
  alert: AlertShape
}
