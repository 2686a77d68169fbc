/** The alarm's own sound: made here, so that there is no file to load and it sounds without a line. */

const BEEPS = [
  { at: 0, pitch: 880 },
  { at: 0.28, pitch: 660 },
  { at: 0.56, pitch: 880 },
]
const LENGTH = 0.2
const LOUD = 0.5

/** Whether the browser's guard against noise has been passed: somebody has touched or typed on this page. */
export function wasTouched(): boolean {
  return navigator.userActivation?.hasBeenActive ?? true
}

/** Three beeps, from now on. */
export function sound(context: AudioContext): void {
  for (const { at, pitch } of BEEPS) {
    const begin = context.currentTime + at
    const tone = context.createOscillator()
    const loudness = context.createGain()
    tone.type = 'square'
    tone.frequency.value = pitch
    // A gentle slope at both ends, or loudspeakers click.
    loudness.gain.setValueAtTime(0, begin)
    loudness.gain.linearRampToValueAtTime(LOUD, begin + 0.02)
    loudness.gain.setValueAtTime(LOUD, begin + LENGTH - 0.03)
    loudness.gain.linearRampToValueAtTime(0, begin + LENGTH)
    tone.connect(loudness).connect(context.destination)
    tone.start(begin)
    tone.stop(begin + LENGTH)
  }
}

/** Shake the telephone, where it can be shaken and may be. */
export function shake(): void {
  if (wasTouched()) navigator.vibrate?.([400, 150, 400])
}
