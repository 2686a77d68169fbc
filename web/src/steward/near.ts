import { onBeforeUnmount, onMounted, ref, type Ref, type ShallowRef } from 'vue'

const MARGIN = '700px 0px'
const near = new WeakMap<Element, Ref<boolean>>()
let watcher: IntersectionObserver | null = null

function told(entries: IntersectionObserverEntry[]): void {
  for (const entry of entries) {
    const one = near.get(entry.target)
    if (one) one.value = entry.isIntersecting
  }
}

/** Whether an element is in sight, or nearly: what runs and what is pressed exists only there. One observer for all. */
export function useNear(element: Readonly<ShallowRef<HTMLElement | null>>): Ref<boolean> {
  const is = ref(false)
  onMounted(() => {
    if (!element.value) return
    near.set(element.value, is)
    watcher ??= new IntersectionObserver(told, { rootMargin: MARGIN })
    watcher.observe(element.value)
  })
  onBeforeUnmount(() => {
    if (element.value) watcher?.unobserve(element.value)
  })
  return is
}
