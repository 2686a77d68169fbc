import { createI18n } from 'vue-i18n'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: false as const,
  missingWarn: import.meta.env.DEV,
  messages: {} as Record<string, Record<string, never>>,
  datetimeFormats: {},
})

// One chunk for each language and part: a daughter's phone does not load the staff's words.
const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { import: 'default' })
const loaded = new Set<string>()

/** Load a part's words in the language that is set, once. */
export async function loadWords(part: string): Promise<void> {
  const language = i18n.global.locale.value
  const key = `${language}/${part}`
  if (loaded.has(key)) return
  const load = files[`./${key}.json`]
  if (!load) throw new Error(`no words for ${key}`)
  i18n.global.mergeLocaleMessage(language, { [part]: await load() })
  loaded.add(key)
}

/** Change the language; all parts that were loaded are there in it before anything is drawn. */
export async function setLanguage(language: Language): Promise<void> {
  const parts = new Set([...loaded].map((key) => key.split('/')[1] ?? ''))
  const before = i18n.global.locale.value
  i18n.global.locale.value = language
  try {
    await Promise.all(['shell', 'words', ...parts].filter(Boolean).map(loadWords))
  } catch (error) {
    i18n.global.locale.value = before
    throw error
  }
  document.documentElement.lang = language
  localStorage.setItem('language', language)
}

export function preferredLanguage(): Language {
  const kept = localStorage.getItem('language')
  if (kept === 'zh-CN' || kept === 'en') return kept
  const asked = navigator.languages.find((one) => /^(zh|en)\b/i.test(one))
  return asked && /^en/i.test(asked) ? 'en' : 'zh-CN'
}
