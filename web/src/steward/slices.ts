import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'

const FIRST = 24
const MORE = 24

/**
 * A long list is built a slice at a time, so that no step of it holds the page up; what is out of sight costs nothing
 * by `content-visibility`. All of it is there in the end: it can be searched, and read from top to bottom.
 */
export function useSlices<T>(all: () => readonly T[]): ComputedRef<readonly T[]> {
  const upTo = ref(FIRST)
  let frame = 0
  const grow = () => {
    frame = 0
    if (upTo.value >= all().length) return
    upTo.value += MORE
    plan()
  }
  // A hidden page draws no frames: a timer goes on there, if slowly.
  const plan = () => (frame ||= window.setTimeout(grow, 16))
  watch(() => all().length, plan, { immediate: true })
  onScopeDispose(() => window.clearTimeout(frame))
  return computed(() => (upTo.value >= all().length ? all() : all().slice(0, upTo.value)))
}
