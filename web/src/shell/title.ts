import { computed, ref, watchEffect } from 'vue'
import { i18n } from '@/locales'
import { useAlerts } from './alerts'

/** Key of the title of the page that is shown. */
export const titleKey = ref('')

/** Keep the window's title, and the mark on the app's icon, in step with the page and with what waits. */
export function startTitle(): void {
  const { waiting } = useAlerts()
  const count = computed(() => waiting.value.length)
  watchEffect(() => {
    // The language is read here so that the title follows it.
    const page = titleKey.value && i18n.global.locale.value ? `${i18n.global.t(titleKey.value)} · ` : ''
    document.title = `${count.value ? `(${count.value}) ` : ''}${page}Banister`
  })
  watchEffect(() => {
    const marked = count.value ? navigator.setAppBadge?.(count.value) : navigator.clearAppBadge?.()
    marked?.catch(() => undefined)
  })
}
