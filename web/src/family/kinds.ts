import { computed, type ComputedRef } from 'vue'
import type { Scope } from '@/api'
import { useSession } from '@/shell/session'

const ALL: ReadonlySet<Scope> = new Set(['vital_signs', 'activity', 'alerts', 'devices'])
const NONE: ReadonlySet<Scope> = new Set()

/** Which kinds of this resident's data whoever is here may see: what was agreed to for a relative, all for others. */
export function useKinds(resident: () => string): ComputedRef<ReadonlySet<Scope>> {
  const { me } = useSession()
  return computed(() => {
    if (!me.value) return NONE
    return me.value.role === 'relative' ? new Set(me.value.grants[resident()] ?? []) : ALL
  })
}
