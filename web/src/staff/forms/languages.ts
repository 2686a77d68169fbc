import { useI18n } from 'vue-i18n'

/** The languages that somebody can be told things in. */
export function useLanguages(): { value: string; label: string }[] {
  const { t } = useI18n()
  return ['zh-CN', 'en'].map((value) => ({
    value,
    label: t(`staff.language.${value === 'en' ? 'en' : 'zh'}`),
  }))
}
