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
/** What was asked for, by language and part: each is loaded once, however many ask for it at the same time. */
const loading = new Map<string, Promise<void>>()

/** Load a part's words, once; in the language that is set, where none is named. */
export function loadWords(part: string, language: string = i18n.global.locale.value): Promise<void> {
  const key = `${language}/${part}`
  const known = loading.get(key)
  if (known) return known
  const load = fetched(language, part).catch((error: unknown) => {
    loading.delete(key)
    throw error
  })
  loading.set(key, load)
  return load
}

async function fetched(language: string, part: string): Promise<void> {
  const load = files[`./${language}/${part}.json`]
  if (!load) throw new Error(`no words for ${language}/${part}`)
  i18n.global.mergeLocaleMessage(language, { [part]: await load() })
}

/** Change the language; all parts that were loaded are there in it before anything is drawn. Fails with nothing changed. */
export async function setLanguage(language: Language): Promise<void> {
  const parts = new Set(['shell', 'words', ...[...loading.keys()].map((key) => key.split('/')[1] ?? '')])
  await Promise.all([...parts].filter(Boolean).map((part) => loadWords(part, language)))
  i18n.global.locale.value = language
  document.documentElement.lang = language
  localStorage.setItem('language', language)
}

export function preferredLanguage(): Language {
  const kept = localStorage.getItem('language')
  if (kept === 'zh-CN' || kept === 'en') return kept
  const asked = navigator.languages.find((one) => /^(zh|en)\b/i.test(one))
  return asked && /^en/i.test(asked) ? 'en' : 'zh-CN'
}
