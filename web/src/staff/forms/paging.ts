import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { Problem } from '@/api'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Pages<T> {
  items: ShallowRef<T[]>
  problem: Ref<Problem | null>
  /** Until the first page is there. */
  loading: Ref<boolean>
  /** While a page is under way. */
  busy: Ref<boolean>
  /** Whether there is a page after these. */
  more: Ref<boolean>
  /** Ask for the next page. */
  next: () => Promise<void>
  /** Begin again, because what is asked for has changed. */
  restart: () => Promise<void>
}

/** A list that comes page by page. What was asked before the last `restart` is dropped when it comes. */
export function usePages<T>(question: (after: string | undefined) => Promise<Page<T>>): Pages<T> {
  const items = shallowRef<T[]>([])
  const problem = ref<Problem | null>(null) as Ref<Problem | null>
  const loading = ref(true)
  const busy = ref(false)
  const more = ref(false)
  let cursor: string | undefined
  let turn = 0
  onScopeDispose(() => turn++)

  async function fetchPage(first: boolean): Promise<void> {
    const mine = first ? ++turn : turn
    busy.value = true
    problem.value = null
    try {
      const page = await question(first ? undefined : cursor)
      if (mine !== turn) return
      items.value = first ? page.items : [...items.value, ...page.items]
      cursor = page.next ?? undefined
      more.value = page.next !== null
    } catch (error) {
      if (mine === turn) problem.value = Problem.of(error)
    } finally {
      if (mine === turn) busy.value = loading.value = false
    }
  }

  async function next(): Promise<void> {
    if (!busy.value && more.value) await fetchPage(false)
  }

  const restart = (): Promise<void> => fetchPage(true)
  void restart()
  return { items, problem, loading, busy, more, next, restart }
}

/** All pages of a list, up to `most` things. */
export async function allPages<T>(
  question: (after: string | undefined) => Promise<Page<T>>,
  most = 5000,
): Promise<T[]> {
  const found: T[] = []
  let after: string | undefined
  do {
    const page = await question(after)
    found.push(...page.items)
    after = page.next ?? undefined
  } while (after && found.length < most)
  return found
}

/** Call `what` once nobody has typed for a moment. */
export function afterTyping(what: () => void, wait = 250): () => void {
  let timer = 0
  onScopeDispose(() => window.clearTimeout(timer))
  return () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(what, wait)
  }
}
