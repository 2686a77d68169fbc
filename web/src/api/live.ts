import type { EventSourceMessage } from 'eventsource-parser'
import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { talk, whenMine, type Talk } from '@/shell/tabs'
import { connect, Refused } from './connection'
import { Problem } from './problem'

/** The server sends a sign of life every 15 s; one that is missed means that the line is down. */
const SILENCE_MS = 20_000
const POLL_MS = 10_000
const LONGEST_WAIT_MS = 30_000

/** `ended`: the server will not have us (logged out, or no longer ours to see); nothing is asked any more. */
export type LineState = 'connecting' | 'live' | 'polling' | 'offline' | 'ended'

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
  /**
   * Ask for everything anew: called whenever the line is (re)established, and again and again while it is down. An
   * event may come while the answer is under way: what is newer wins, by its version or time.
   */
  refresh: () => Promise<unknown>
  /** By this name one tab of the browser holds the line for all: a browser has six lines to a server. */
  shared?: string
}

/**
 * Follow a stream. While it is down `refresh` is called every 10 s, so that nothing on the page is older than that
 * without saying so. Ends with the component (or effect scope) that called it.
 */
export function useLive(wishes: Wishes): Live {
  const line = new Line(wishes)
  line.start()
  onScopeDispose(() => line.close())
  return { state: readonly(line.state), heardAt: readonly(line.heardAt), close: () => line.close() }
}

/** What the tab that holds the line tells the others. */
interface Beat {
  hello?: true
  up?: boolean
  lastId?: string
  event?: { event?: string; id?: string; data: string }
}

class Line {
  readonly state = ref<LineState>('connecting')
  readonly heardAt = ref(0)
  private readonly closing = new AbortController()
  private readonly wishes: Wishes
  private tabs: Talk<Beat> | null = null
  /** Whether this tab holds the line; the others are told by it. */
  private holds = false
  private connection: AbortController | null = null
  private lastId = ''
  private failures = 0
  private watchdog = 0
  private poll = 0
  private asking = false
  private askAgain = false
  private endWait: () => void = () => undefined

  constructor(wishes: Wishes) {
    this.wishes = wishes
  }

  start(): void {
    const until = { signal: this.closing.signal }
    const wake = () => this.wake()
    window.addEventListener('online', wake, until)
    window.addEventListener('pageshow', wake, until)
    document.addEventListener('visibilitychange', wake, until)
    this.watch()
    void this.ask()
    const { shared } = this.wishes
    if (!shared) return void this.run()
    this.tabs = talk<Beat>(`line:${shared}`, (beat) => this.told(beat))
    this.tabs.say({ hello: true })
    whenMine(`line:${shared}`, this.closing.signal, () => void this.run())
  }

  close(): void {
    this.closing.abort()
    this.connection?.abort()
    this.endWait()
    this.stopPolling()
    window.clearTimeout(this.watchdog)
    this.tabs?.close()
  }

  /** Hold the line: connect, and connect again, for as long as it is wanted. */
  private async run(): Promise<void> {
    this.holds = true
    while (!this.closing.signal.aborted) {
      try {
        await this.once()
      } catch (error) {
        if (error instanceof Refused) return this.end()
      }
      if (this.closing.signal.aborted) return
      this.down()
      await this.wait()
    }
  }

  private async once(): Promise<void> {
    this.connection = new AbortController()
    this.watch()
    try {
      await connect(this.wishes.url, this.lastId, this.connection.signal, {
        heard: () => this.heard(),
        ready: () => this.up(),
        event: (event) => this.take(event),
      })
    } finally {
      this.connection.abort()
      this.connection = null
    }
  }

  private take(event: EventSourceMessage): void {
    if (event.id) this.lastId = event.id
    if (event.event === 'ready') return
    this.tabs?.say({ up: true, event: { event: event.event, id: event.id, data: event.data } })
    this.wishes.onEvent(event)
  }

  /** Another tab holds the line, and says what came; or asks this one whether it does. */
  private told({ hello, up, lastId, event }: Beat): void {
    if (hello) {
      if (this.holds) this.tabs?.say({ up: this.state.value === 'live', lastId: this.lastId })
      return
    }
    if (this.state.value === 'ended' || this.holds) return
    if (up === false) return this.down()
    if (lastId) this.lastId = lastId
    if (event?.id) this.lastId = event.id
    this.heardAt.value = Date.now()
    this.watch()
    if (this.state.value !== 'live') this.up()
    if (event) this.wishes.onEvent(event as EventSourceMessage)
  }

  private heard(): void {
    this.heardAt.value = Date.now()
    this.watch()
    if (this.state.value === 'live') this.tabs?.say({ up: true })
  }

  /** Start counting the silence anew. */
  private watch(): void {
    window.clearTimeout(this.watchdog)
    this.watchdog = window.setTimeout(() => this.silent(), SILENCE_MS)
  }

  private silent(): void {
    if (this.connection) this.connection.abort()
    else this.down()
  }

  private up(): void {
    this.failures = 0
    this.state.value = 'live'
    this.stopPolling()
    if (this.holds) this.tabs?.say({ up: true, lastId: this.lastId })
    void this.ask()
  }

  private down(): void {
    if (this.state.value === 'ended') return
    if (this.holds && this.state.value === 'live') this.tabs?.say({ up: false })
    window.clearTimeout(this.watchdog)
    if (!navigator.onLine) this.state.value = 'offline'
    else if (this.state.value !== 'offline') this.state.value = 'polling'
    const first = !this.poll
    if (first) this.poll = window.setInterval(() => void this.ask(), POLL_MS)
    // A line that is back within half a second needs no question; one that is not shows whether the server is there.
    if (this.holds ? this.failures === 1 : first) void this.ask()
  }

  /** The server will not have us. */
  private end(): void {
    this.state.value = 'ended'
    this.close()
  }

  /** The page is seen again, or the browser is back on a network: what slept is not trusted. */
  private wake(): void {
    if (document.visibilityState !== 'visible') return
    if (this.state.value === 'live' && Date.now() - this.heardAt.value > SILENCE_MS) this.silent()
    if (this.state.value !== 'live') void this.ask()
    this.endWait()
  }

  private wait(): Promise<void> {
    const pause = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures++) * (0.5 + Math.random() / 2)
    return new Promise<void>((resolve) => {
      const timer = window.setTimeout(resolve, pause)
      this.endWait = () => {
        window.clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Ask for everything; a wish that comes while an answer is under way is granted after it. */
  private async ask(): Promise<void> {
    if (this.closing.signal.aborted) return
    if (this.asking) {
      this.askAgain = true
      return
    }
    this.asking = true
    try {
      await this.wishes.refresh()
      this.answered()
    } catch (error) {
      this.unanswered(error)
    } finally {
      this.asking = false
    }
    if (!this.askAgain || this.closing.signal.aborted) return
    this.askAgain = false
    void this.ask()
  }

  private answered(): void {
    this.heardAt.value = Date.now()
    if (this.state.value === 'offline') this.state.value = 'polling'
  }

  private unanswered(error: unknown): void {
    if (error instanceof Problem && error.status === 401) this.end()
    else if (this.state.value === 'polling') this.state.value = 'offline'
  }

  private stopPolling(): void {
    window.clearInterval(this.poll)
    this.poll = 0
  }
}
