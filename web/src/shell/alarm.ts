import { computed, reactive, readonly, ref, watchEffect } from 'vue'
import { shake, sound, wasTouched } from './tone'
import { talk, whenMine } from './tabs'

/**
 * Sound and vibration for critical alerts on an open page, again and again until they are seen or answered. One tab of
 * the browser rings for all; what is hushed in one is hushed in all.
 */

const EVERY_MS = 2_500

/** `ready`: it will sound. `locked`: the browser wants a touch first. `off`: switched off here. `none`: it cannot. */
export type CanSound = 'ready' | 'locked' | 'off' | 'none'

const wanted = ref(localStorage.getItem('sound') !== 'off')
const unlocked = ref(false)
const ringing = reactive(new Set<string>())
const hushed = reactive(new Set<string>())
let context: AudioContext | null = null
let turn: AbortController | null = null
let timer = 0

const canSound = computed<CanSound>(() => {
  if (!('AudioContext' in window)) return 'none'
  if (!wanted.value) return 'off'
  return unlocked.value ? 'ready' : 'locked'
})

type Said = { hush?: string[]; forget?: string }
const tabs = talk<Said>('alarm', (said) => {
  for (const id of said.hush ?? []) quiet(id)
  if (said.forget) drop(said.forget)
})

export function useAlarm() {
  return {
    canSound,
    /** The alerts that ring now. */
    ringing: readonly(ringing),
    /** The alerts that somebody has muted on this device. */
    hushed: readonly(hushed),
    ring,
    hush,
    hushAll,
    forget,
    stopAll,
    unlock,
    setSound,
  }
}

/** Ring for an alert, unless it was hushed; again and again until `hush`, `forget` or `hushAll`. */
function ring(alert: string): void {
  if (!hushed.has(alert)) ringing.add(alert)
}

/** Somebody has seen it, or wants it quiet: it does not ring again on this device. */
function hush(alert: string): void {
  quiet(alert)
  tabs.say({ hush: [alert] })
}

/** Hush all that rings now. */
function hushAll(): void {
  const all = [...ringing]
  all.forEach(quiet)
  tabs.say({ hush: all })
}

/** It is answered or over: quiet, and it may ring anew should it come again. */
function forget(alert: string): void {
  if (!ringing.has(alert) && !hushed.has(alert)) return
  drop(alert)
  tabs.say({ forget: alert })
}

/** Nobody is logged in any more: nothing rings here, and nothing is remembered. */
function stopAll(): void {
  ringing.clear()
  hushed.clear()
}

function quiet(alert: string): void {
  ringing.delete(alert)
  hushed.add(alert)
}

function drop(alert: string): void {
  ringing.delete(alert)
  hushed.delete(alert)
}

/** Let it sound from now on: to be called while a finger or a key is down, as browsers want it. */
async function unlock(): Promise<void> {
  if (!('AudioContext' in window) || !wasTouched()) return
  context ??= new AudioContext()
  context.onstatechange = () => (unlocked.value = context?.state === 'running')
  await context.resume().catch(() => undefined)
  unlocked.value = context.state === 'running'
}

/** Switch the sound on or off for this device; whoever switches it on touches the page, and hears that it works. */
async function setSound(on: boolean): Promise<void> {
  wanted.value = on
  localStorage.setItem('sound', on ? 'on' : 'off')
  if (!on) return
  await unlock()
  if (context?.state === 'running') sound(context)
}

function beat(): void {
  if (wanted.value && context?.state === 'running') sound(context)
  shake()
}

function begin(): void {
  beat()
  timer = window.setInterval(beat, EVERY_MS)
}

function stop(): void {
  turn?.abort()
  turn = null
  window.clearInterval(timer)
}

/** From the start of the app: the first touch unlocks the sound, and what rings is rung. */
export function startAlarm(): void {
  const touched = () => {
    if (!unlocked.value && wanted.value) void unlock()
  }
  for (const kind of ['click', 'keydown']) window.addEventListener(kind, touched, { passive: true })
  window.addEventListener('storage', (event) => {
    if (event.key === 'sound') wanted.value = event.newValue !== 'off'
  })
  watchEffect(() => {
    // A tab that still waits for a touch does not ask for the turn: another one may be able to sound.
    const mayRing = ringing.size > 0 && canSound.value !== 'locked'
    if (mayRing && !turn) {
      turn = new AbortController()
      whenMine('alarm', turn.signal, begin)
    } else if (!mayRing && turn) stop()
  })
}
