import { listConsents, listRelatives, listTexts, seeResident, type ConsentTextShape } from '@/api'

/** Everything that the page of consents shows, asked for together. */
export async function allAbout(resident: string) {
  const path = { resident_id: resident }
  const [who, consents, relatives, texts] = await Promise.all([
    seeResident({ path }),
    listConsents({ path }),
    listRelatives({ path }),
    listTexts(),
  ])
  return {
    resident: who.data,
    consents: consents.data.items,
    relatives: relatives.data.items,
    texts: texts.data.items,
  }
}

/** Give a text in the reader's language, or in another where there is none. */
export function textOf(
  texts: readonly ConsentTextShape[],
  purpose: string,
  version: string,
  language: string,
): string | null {
  const found = texts.filter((one) => one.purpose === purpose && one.version === version)
  return (found.find((one) => one.language === language) ?? found[0])?.text ?? null
}

/** Give the version that is to be signed now: the newest stands last. */
export function newestVersion(texts: readonly ConsentTextShape[], purpose: string): string {
  return texts.filter((one) => one.purpose === purpose).at(-1)?.version ?? ''
}
