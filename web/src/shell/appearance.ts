import { computed, reactive, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark']

function themeOf(value: string | null): Theme {
  return THEMES.find((one) => one === value) ?? 'auto'
}

const system = window.matchMedia('(prefers-color-scheme: dark)')
const chosen = reactive({
  theme: themeOf(localStorage.getItem('theme')),
  large: localStorage.getItem('large') === 'yes',
  systemDark: system.matches,
})
system.addEventListener('change', (event) => (chosen.systemDark = event.matches))
// What is chosen in one tab holds in all.
window.addEventListener('storage', (event) => {
  if (event.key === 'theme') chosen.theme = themeOf(event.newValue)
  if (event.key === 'large') chosen.large = event.newValue === 'yes'
})

export const isDark = computed(
  () => chosen.theme === 'dark' || (chosen.theme === 'auto' && chosen.systemDark),
)

/** What somebody chose for this device: theme, and the large mode (长辈版). */
export function useAppearance() {
  return {
    chosen,
    isDark,
    setTheme(theme: Theme): void {
      chosen.theme = theme
      localStorage.setItem('theme', theme)
    },
    setLarge(large: boolean): void {
      chosen.large = large
      localStorage.setItem('large', large ? 'yes' : 'no')
    },
  }
}

/** Keep the document's root in step with what was chosen; stylesheets hang on these attributes. */
export function dressDocument(): void {
  watchEffect(() => {
    const root = document.documentElement
    root.dataset.theme = isDark.value ? 'dark' : 'light'
    root.classList.toggle('van-theme-dark', isDark.value)
    root.dataset.size = chosen.large ? 'large' : 'normal'
    const ground = isDark.value ? '#101514' : '#f4f6f5'
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
      meta.content = ground
  })
}
