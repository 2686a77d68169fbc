import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** The server will not have us: who we are, or what we asked for, must change first. Trying again helps nobody. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number) {
    super(`the stream answered ${status}`)
    this.status = status
  }
}

const REFUSALS = new Set([401, 403, 404])

interface Ears {
  /** Something came, if only a sign of life. */
  heard(): void
  /** The stream stands: what is asked for from now on misses nothing. */
  ready(): void
  event(event: EventSourceMessage): void
}

/** One connection to a stream, from its beginning to its end, which may be a failure. */
export async function connect(url: string, lastId: string, signal: AbortSignal, ears: Ears): Promise<void> {
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastId) headers['last-event-id'] = lastId
  const response = await fetch(url, { headers, signal, credentials: 'same-origin', cache: 'no-store' })
  if (response.status === 401) window.dispatchEvent(new Event('banister:logged-out'))
  if (REFUSALS.has(response.status)) throw new Refused(response.status)
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`)
  const parser = createParser({
    onEvent(event) {
      if (event.event === 'ready') ears.ready()
      ears.event(event)
    },
  })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done || signal.aborted) return
    ears.heard()
    parser.feed(value)
  }
}
