import { seeContacts, type ContactsShape } from '@/api'
import { useAsked } from '@/parts/asking'

type Person = ContactsShape['levels'][number]['primary'][number]

/** Whom to call about somebody: who is on duty now, from the building up, and the family. */
export function useContacts(resident: string) {
  return useAsked(async () => (await seeContacts({ path: { resident_id: resident } })).data)
}

/** Give who is nearest: the first on duty, from the building up, who has a telephone. */
export function nearest(contacts: ContactsShape | null): Person | null {
  for (const level of contacts?.levels ?? []) {
    const found = [...level.primary, ...level.deputies].find((one) => one.phone)
    if (found) return found
  }
  return null
}

/** Give the name of somebody who is on duty or a relative; null for others. */
export function nameIn(contacts: ContactsShape | null, person: string): string | null {
  const known = (contacts?.levels ?? []).flatMap((one) => [...one.primary, ...one.deputies])
  const relative = contacts?.relatives.find((one) => one.person === person)
  return known.find((one) => one.id === person)?.name ?? relative?.name ?? null
}
