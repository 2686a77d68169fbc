/** What a device's label or its typed id says. The server reads it again; this is for showing it before it is sent. */
export interface Code {
  id: string
  kind: string
  model: string
}

const SCHEME = 'banister:device?'

export function readCode(text: string): Code | null {
  const said = text.trim()
  if (!said.startsWith(SCHEME)) return /^[^\s:?]+$/.test(said) ? { id: said, kind: '', model: '' } : null
  const fields = new URLSearchParams(said.slice(SCHEME.length))
  const id = fields.get('id')
  return id ? { id, kind: fields.get('kind') ?? '', model: fields.get('model') ?? '' } : null
}

const SAID: readonly [RegExp, string][] = [
  [/"kind"\s*:\s*"(watch|monitor|door)"/, '$1'],
  [/"(systolic(_pressure)?|sbp|respiratory_rate|rr|glucose|weight|oxygen|consciousness)"\s*:/, 'monitor'],
  [/"(steps|worn|heart_rate|hr|bpm|act_bpm|sos|fall)"\s*:/, 'watch'],
  [/"(door|contact|open|motion|tamper)"\s*:/, 'door'],
]

/** What a device probably is, by its id and what it said last: chosen beforehand, for a person to see and change. */
export function probableKind(id: string, payload: string): string {
  const named = /(watch|monitor|door)/.exec(id)?.[1]
  if (named) return named
  for (const [pattern, kind] of SAID) {
    const found = pattern.exec(payload)
    if (found) return kind === '$1' ? (found[1] ?? '') : kind
  }
  return ''
}
