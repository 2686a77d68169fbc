/** What a chosen file is, by its name; the server looks at its contents. */
export const SECTIONS = [
  'areas',
  'households',
  'residents',
  'people',
  'posts',
  'relatives',
  'devices',
] as const
export type Section = (typeof SECTIONS)[number]

export const MOST_BYTES = 16 * 1024 * 1024

const TYPES: Record<string, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  csv: 'text/csv',
}
const CHINESE: Record<string, Section> = {
  区域: 'areas',
  住户: 'households',
  老人: 'residents',
  人员: 'people',
  岗位: 'posts',
  家属: 'relatives',
  设备: 'devices',
}

export interface Chosen {
  file: File
  type: string
  isCsv: boolean
}

export function chosen(file: File): Chosen | null {
  const ending = /\.([^.]+)$/.exec(file.name.toLowerCase())?.[1] ?? ''
  const type = TYPES[ending]
  return type ? { file, type, isCsv: ending === 'csv' } : null
}

/** Which table a CSV file probably is, by its name. */
export function probableSection(name: string): Section | '' {
  const lower = name.toLowerCase()
  const english = SECTIONS.find((one) => lower.includes(one))
  const chinese = Object.entries(CHINESE).find(([word]) => name.includes(word))?.[1]
  return english ?? chinese ?? ''
}
