/** A message of a device as the stream tells it (`api/shapes/messages.py`): events have no types in the document. */
export interface HeardMessage {
  topic: string
  device: string | null
  claimed: boolean
  received_at: string
  retained: boolean
  size: number
  payload: string
  reports: { observed_at: string; values: Record<string, number>; late: boolean }[]
  online: boolean | null
  refused: { reason: string; detail: string }[]
}
