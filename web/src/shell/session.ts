import { computed, ref, shallowRef } from 'vue'
import { logIn as askIn, logOut as askOut, whoAmI, Problem, type Deed, type Me } from '@/api'
import { talk } from './tabs'

const me = shallowRef<Me | null>(null)
const asked = ref(false)
let first: Promise<void> | null = null

/** What the other tabs are told: somebody logged in or out, so each asks anew who is here. */
const tabs = talk<'changed'>('session', () => void refresh())

/** Who is logged in; `null` for nobody. */
export function useSession() {
  return {
    me,
    role: computed(() => me.value?.role ?? null),
    may: (deed: Deed): boolean => me.value?.deeds.includes(deed) ?? false,
    logIn,
    logOut,
    refresh,
  }
}

/** Ask once who is logged in; later calls give what is known. Offline, it is whoever was here last. */
export async function whoIsHere(): Promise<Me | null> {
  if (!asked.value) await (first ??= refresh())
  return me.value
}

async function refresh(): Promise<void> {
  try {
    await know((await whoAmI()).data)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) await forget()
    else me.value ??= lastHere()
  }
  asked.value = true
}

async function logIn(login: string, password: string, code?: string): Promise<void> {
  await know((await askIn({ body: { login, password, code: code || undefined } })).data)
  asked.value = true
  tabs.say('changed')
}

async function logOut(): Promise<void> {
  await askOut()
  await forget()
  tabs.say('changed')
}

/** Somebody is here: what the worker kept for another person is gone before they see anything. */
async function know(now: Me): Promise<void> {
  if (lastHere()?.person !== now.person) await emptySeen()
  localStorage.setItem('me', JSON.stringify(now))
  me.value = now
}

/** Who was here last, while their session would still hold. */
function lastHere(): Me | null {
  try {
    const kept = JSON.parse(localStorage.getItem('me') ?? 'null') as Me | null
    const ended = kept?.expires_at && new Date(kept.expires_at).getTime() < Date.now()
    return kept && !ended && Array.isArray(kept.deeds) && Array.isArray(kept.owes) ? kept : null
  } catch {
    return null
  }
}

/** Leave nothing of anybody's on this device. */
async function forget(): Promise<void> {
  me.value = null
  localStorage.removeItem('me')
  await emptySeen()
}

/** The worker keeps what was seen last; it belongs to whoever was logged in. */
async function emptySeen(): Promise<void> {
  if ('caches' in window) await caches.delete('seen').catch(() => false)
}

window.addEventListener('banister:logged-out', () => {
  if (me.value) void forget()
})
