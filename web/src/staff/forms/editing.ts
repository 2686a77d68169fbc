import { computed, onScopeDispose, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { useDoing } from '@/parts/asking'
import type { Difference } from './OutdatedBox.vue'

interface Answer<T> {
  data: T
  response: Response
}

interface Wishes<T, F extends Record<string, string>> {
  thing: Ref<T>
  etag: Ref<string>
  /** What of the thing can be changed, as text. */
  fields: (thing: T) => F
  read: () => Promise<Answer<T>>
  /** Send what differs; `ifMatch` is the ETag of what was seen. */
  write: (changes: Partial<F>, ifMatch: string) => Promise<Answer<T>>
  label: (field: string) => string
}

/**
 * Change one thing that others may change too. What somebody else changed meanwhile is never overwritten unseen:
 * `differences` are then there to be decided on by `takeMine` or `takeTheirs`.
 */
export function useEditing<T, F extends Record<string, string>>(wishes: Wishes<T, F>) {
  const { busy, problem, run } = useDoing()
  const form = reactive({ ...wishes.fields(wishes.thing.value) }) as F
  const differences = shallowRef<Difference[] | null>(null)
  const saved = ref(false)
  let timer = 0
  onScopeDispose(() => window.clearTimeout(timer))

  const changes = computed(() => {
    const before = wishes.fields(wishes.thing.value)
    return Object.fromEntries(
      Object.entries(form).filter(([name, value]) => value !== before[name]),
    ) as Partial<F>
  })
  watch(wishes.thing, (now) => differences.value === null && Object.assign(form, wishes.fields(now)))

  function took(answer: Answer<T>): void {
    wishes.etag.value = answer.response.headers.get('etag') ?? ''
    wishes.thing.value = answer.data
  }

  async function save(): Promise<boolean> {
    if (!Object.keys(changes.value).length) return true
    const ok = await run(async () => took(await wishes.write(changes.value, wishes.etag.value)))
    if (ok) tell()
    else if (problem.value?.kind === 'outdated') await compare()
    return ok
  }

  function tell(): void {
    saved.value = true
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (saved.value = false), 4000)
  }

  /** Take over what is there now, under one's own changes; say where these would overwrite it. */
  async function compare(): Promise<void> {
    const mine = changes.value
    await run(async () => {
      const fresh = await wishes.read()
      const theirs = wishes.fields(fresh.data)
      differences.value = Object.keys(mine)
        .filter((name) => mine[name] !== theirs[name])
        .map((name) => ({ label: wishes.label(name), mine: mine[name] ?? '', theirs: theirs[name] ?? '' }))
      took(fresh)
      Object.assign(form, theirs, mine)
    })
  }

  function takeTheirs(): void {
    differences.value = null
    Object.assign(form, wishes.fields(wishes.thing.value))
  }
  async function takeMine(): Promise<boolean> {
    differences.value = null
    return save()
  }

  return { form, busy, problem, saved, changes, differences, save, takeMine, takeTheirs }
}
