import { computed, reactive, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'

function kept<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(name) as T | null
  return value && allowed.includes(value) ? value : otherwise
}

const system = window.matchMedia('(prefers-color-scheme: dark)')
const chosen = reactive({
  theme: kept<Theme>('theme', ['auto', 'light', 'dark'], 'auto'),
  large: localStorage.getItem('large') === 'yes',
  systemDark: system.matches,
})
system.addEventListener('change', (event) => (chosen.systemDark = event.matches))

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
  })
}
