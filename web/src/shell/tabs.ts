/** What the tabs of one browser tell each other; where the browser has no such thing, a tab is alone. */

export interface Talk<T> {
  say(what: T): void
  close(): void
}

/** Listen to the other tabs under this name, and speak to them. What one says is not heard by itself. */
export function talk<T>(name: string, hear: (what: T) => void): Talk<T> {
  if (!('BroadcastChannel' in window)) return { say: () => undefined, close: () => undefined }
  const channel = new BroadcastChannel(`banister:${name}`)
  channel.onmessage = (event: MessageEvent<T>) => hear(event.data)
  return { say: (what) => channel.postMessage(what), close: () => channel.close() }
}

/**
 * Wait until this tab is the one of all tabs that does something, then do it; `until` ends the wait or the turn. Without
 * locks (old browsers) each tab is the one.
 */
export function whenMine(name: string, until: AbortSignal, begin: () => void): void {
  if (until.aborted) return
  if (!('locks' in navigator)) return begin()
  const held = () =>
    new Promise<void>((release) => {
      if (until.aborted) return release()
      until.addEventListener('abort', () => release(), { once: true })
      begin()
    })
  navigator.locks.request(`banister:${name}`, { signal: until }, held).catch(() => undefined)
}
