/** What the stream of readings sends: the document names events, not their shapes (api/shapes/readings.py). */
export interface LiveReport {
  device: string
  observed_at: string
  received_at: string
  late: boolean
  values: Record<string, number>
}
