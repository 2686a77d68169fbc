import type { ProblemShape, WrongField } from './made'

/** What went wrong with a question: the server's problem (RFC 9457), or that no server was reached. */
export class Problem extends Error {
  /** The last word of the problem's type, such as `not-found`; `offline` where nobody answered. */
  readonly kind: string
  readonly status: number
  readonly detail: string
  readonly fields: WrongField[]
  readonly requestId: string
  /** Seconds after which it may be tried again, where the server said so. */
  readonly retryAfter: number | null

  constructor(
    kind: string,
    status: number,
    said: Partial<ProblemShape> = {},
    retryAfter: number | null = null,
  ) {
    super(said.detail || said.title || kind)
    this.kind = kind
    this.status = status
    this.detail = said.detail ?? ''
    this.fields = said.errors ?? []
    this.requestId = said.request_id ?? ''
    this.retryAfter = retryAfter
  }

  get isOffline(): boolean {
    return this.kind === 'offline'
  }

  static of(error: unknown, response?: Response): Problem {
    if (error instanceof Problem) return error
    if (!response) return new Problem('offline', 0)
    const said = (typeof error === 'object' && error !== null ? error : {}) as Partial<ProblemShape>
    const word = (said.type ?? '').split('/').pop() || (response.status >= 502 ? 'offline' : 'unknown')
    const wait = Number(response.headers.get('retry-after'))
    return new Problem(word, response.status, said, Number.isFinite(wait) && wait > 0 ? wait : null)
  }
}
