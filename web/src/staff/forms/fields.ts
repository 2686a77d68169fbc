import {
  computed,
  inject,
  onScopeDispose,
  provide,
  useId,
  type ComputedRef,
  type InjectionKey,
  type Ref,
} from 'vue'
import { Problem, type WrongField } from '@/api'
import { useReasons } from './reasons'

interface Board {
  problem: Ref<Problem | null>
  /** Names of the fields that say beside themselves what is wrong with them. */
  shown: Set<string>
}

const BOARD: InjectionKey<Board> = Symbol('form')

/** Begin a form: its fields find the server's complaints here. Gives what no field says, for the form to say. */
export function provideForm(problem: Ref<Problem | null>): ComputedRef<Problem | null> {
  const shown = new Set<string>()
  const { said } = useReasons()
  provide(BOARD, { problem, shown })
  return computed(() => {
    const went = problem.value
    if (!went) return null
    const rest = went.fields.filter((one) => ![...shown].some((name) => isAbout(one, name)))
    if (went.fields.length && !rest.length) return null
    return said(went, rest)
  })
}

/** One field of a form: its ids, and what the server finds wrong with it. */
export function useField(name: string | undefined) {
  const id = useId()
  const board = inject(BOARD, null)
  const { say } = useReasons()
  if (name && board) {
    board.shown.add(name)
    onScopeDispose(() => board.shown.delete(name))
  }
  const wrong = computed(() => {
    const one = name && board?.problem.value?.fields.find((field) => isAbout(field, name))
    return one ? say(one.reason) : ''
  })
  const describedBy = computed(() => `${id}-hint ${id}-wrong`)
  return { id, wrong, describedBy }
}

function isAbout(field: WrongField, name: string): boolean {
  const place = field.field.replace(/^(body|query|path)\./, '')
  return place === name || place.startsWith(`${name}.`)
}
