import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { Problem } from '@/api'
import { cameBack } from '@/shell/online'

export interface Asked<T> {
  data: ShallowRef<T | null>
  problem: Ref<Problem | null>
  /** True until the first answer. */
  loading: Ref<boolean>
  /** Ask (again). What was there stays until the new answer is; a failure is told beside it. Throws nothing. */
  ask: () => Promise<boolean>
}

/**
 * Ask the server for something a page shows; asks at once, and again when the server is back after it was away. The last
 * question wins when several are under way.
 */
export function useAsked<T>(question: () => Promise<T>): Asked<T> {
  const data = shallowRef<T | null>(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  let turn = 0
  let gone = false
  onScopeDispose(() => (gone = true))

  async function ask(): Promise<boolean> {
    const mine = ++turn
    try {
      const answer = await question()
      if (gone || mine !== turn) return true
      data.value = answer
      problem.value = null
      return true
    } catch (error) {
      if (!gone && mine === turn) problem.value = Problem.of(error)
      return false
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  void ask()
  watch(cameBack, () => void ask())
  return { data, problem: problem as Ref<Problem | null>, loading, ask }
}

/** Do something that a person asked for: busy while it runs, its problem afterwards. */
export function useDoing() {
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await what()
      return true
    } catch (error) {
      problem.value = Problem.of(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem: problem as Ref<Problem | null>, run }
}
