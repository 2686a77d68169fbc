import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { listConsents, listTexts, type ConsentShape, type Purpose } from '@/api'
import { useAsked } from '@/parts/asking'

/** What a resident has agreed to, and the texts that are to be signed now. */
export function useConsents(resident: () => string) {
  const { locale } = useI18n()
  const kept = useAsked(async () => (await listConsents({ path: { resident_id: resident() } })).data.items)
  const texts = useAsked(async () => (await listTexts()).data.items)
  const inForce = computed(() => (kept.data.value ?? []).filter((one) => !one.withdrawn_at))

  return {
    ...kept,
    inForce,
    /** What holds for one relative, or (null) about being watched over. */
    of: (relative: string | null): ConsentShape | undefined =>
      inForce.value.find((one) => (relative === null ? one.purpose === 'care' : one.relative === relative)),
    /** The text to be signed now, in the reader's language where there is one. */
    text(purpose: Purpose) {
      const all = (texts.data.value ?? []).filter((one) => one.purpose === purpose)
      const newest = all.at(-1)?.version
      const now = all.filter((one) => one.version === newest)
      return now.find((one) => one.language === locale.value) ?? now[0]
    },
  }
}

export type Agreed = ReturnType<typeof useConsents>
export const SCOPES = ['vital_signs', 'activity', 'alerts', 'devices'] as const
