/** What the server says is wrong, by what it means: a key of words and what stands in its gaps. */
export interface Wrong {
  key: string
  named: Record<string, string>
  said: string
}

const KNOWN: [RegExp, string, ...string[]][] = [
  [/^the (\w+) store has not answered for (\d+) s$/, 'storeSilent', 'store', 'seconds'],
  [/^the (\w+) store could not be examined/, 'storeUnknown', 'store'],
  [/^the (\w+) store does not answer$/, 'storeAway', 'store'],
  [/^(\S+) has never said anything$/, 'never', 'service'],
  [/^(\S+) has said nothing for (\d+) s$/, 'silent', 'service', 'seconds'],
  [/^(\S+) has let go of the line/, 'letGo', 'service'],
  [/^(\S+) is not connected to the broker$/, 'unconnected', 'service'],
  [/^(\S+): the broker has not granted/, 'unsubscribed', 'service'],
  [/^a thread died: (.*)$/, 'thread', 'what'],
]

export function wrongOf(said: string): Wrong {
  for (const [pattern, key, ...names] of KNOWN) {
    const found = pattern.exec(said)
    if (found) {
      return { key, named: Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? ''])), said }
    }
  }
  return { key: 'other', named: { what: said }, said }
}
