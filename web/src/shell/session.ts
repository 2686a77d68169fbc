import { computed, ref, shallowRef } from 'vue'
import { logIn as askIn, logOut as askOut, whoAmI, Problem, type Deed, type Me } from '@/api'

const me = shallowRef<Me | null>(null)
const asked = ref(false)

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
  if (!asked.value) await refresh()
  return me.value
}

async function refresh(): Promise<void> {
  try {
    me.value = (await whoAmI()).data
    localStorage.setItem('me', JSON.stringify(me.value))
  } catch (error) {
    if (error instanceof Problem && error.status === 401) forget()
    else me.value = JSON.parse(localStorage.getItem('me') ?? 'null') as Me | null
  }
  asked.value = true
}

async function logIn(login: string, password: string, code?: string): Promise<void> {
  me.value = (await askIn({ body: { login, password, code: code || undefined } })).data
  localStorage.setItem('me', JSON.stringify(me.value))
  asked.value = true
}

async function logOut(): Promise<void> {
  await askOut()
  forget()
}

/** Leave nothing of anybody's on this device. */
function forget(): void {
  me.value = null
  localStorage.removeItem('me')
  // The worker keeps what was seen last; it belongs to whoever was logged in.
  if ('caches' in window) void caches.delete('seen')
}

window.addEventListener('banister:logged-out', () => {
  if (me.value) forget()
})
