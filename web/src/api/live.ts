import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** The server sends a sign of life every 15 s; one that is missed means that the line is down. */
const SILENCE_MS = 20_000
const POLL_MS = 10_000
const LONGEST_WAIT_MS = 30_000

export type LineState = 'connecting' | 'live' | 'polling' | 'offline'

export interface Live {
  /** How what is shown is kept up to date at the moment. */
  state: Readonly<Ref<LineState>>
  /** When something was heard of the server last (milliseconds since 1970), 0 before. */
  heardAt: Readonly<Ref<number>>
  close(): void
}

interface Wishes {
  /** The stream's address, such as `/api/v1/alerts/stream`. */
  url: string
  /** One event: `event` is its name, `data` its text. */
  onEvent: (event: EventSourceMessage) => void
  /** Ask for everything anew: called whenever the line is (re)established, and again and again while it is down. */
  refresh: () => Promise<unknown>
}

/**
 * Follow a stream. While it is down `refresh` is called every 10 s, so that nothing on the page is older than that
 * without saying so. Ends with the component that called it.
 */
export function useLive({ url, onEvent, refresh }: Wishes): Live {
  const state = ref<LineState>('connecting')
  const heardAt = ref(0)
  let closed = false
  let lastId = ''
  let failures = 0
  let abort = new AbortController()
  let watchdog = 0
  let poll = 0
  let again = 0

  function heard(): void {
    heardAt.value = Date.now()
    window.clearTimeout(watchdog)
    watchdog = window.setTimeout(() => abort.abort(), SILENCE_MS)
  }

  async function ask(): Promise<void> {
    try {
      await refresh()
      heardAt.value = Date.now()
      if (state.value !== 'live') state.value = 'polling'
    } catch {
      if (state.value !== 'live') state.value = 'offline'
    }
  }

  function startPolling(): void {
    if (!poll) poll = window.setInterval(() => void ask(), POLL_MS)
  }

  function stopPolling(): void {
    window.clearInterval(poll)
    poll = 0
  }

  const parser = createParser({
    onEvent(event) {
      if (event.id) lastId = event.id
      if (event.event !== 'ready') onEvent(event)
    },
  })

  async function read(): Promise<void> {
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (lastId) headers['last-event-id'] = lastId
    heard()
    const response = await fetch(url, { headers, signal: abort.signal, credentials: 'same-origin' })
    if (response.status === 401) window.dispatchEvent(new Event('banister:logged-out'))
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`)
    failures = 0
    state.value = 'live'
    stopPolling()
    void ask()
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      parser.feed(value)
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await read()
      } catch {
        /* the line is down: what follows is the same as when it ends */
      }
      if (closed) return
      window.clearTimeout(watchdog)
      parser.reset()
      abort = new AbortController()
      state.value = navigator.onLine ? 'polling' : 'offline'
      if (failures > 0) void ask()
      startPolling()
      const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** failures++)
      await new Promise<void>((resolve) => {
        again = window.setTimeout(resolve, wait * (0.5 + Math.random() / 2))
        window.addEventListener('online', () => resolve(), { once: true })
      })
    }
  }

  function close(): void {
    closed = true
    stopPolling()
    window.clearTimeout(watchdog)
    window.clearTimeout(again)
    abort.abort()
  }

  void ask()
  void run()
  onScopeDispose(close)
  return { state: readonly(state), heardAt: readonly(heardAt), close }
}
