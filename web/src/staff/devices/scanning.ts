/** Finds a QR code in what a camera shows: by the browser's own detector, or by one that is loaded when it is needed. */
export interface Scanner {
  read(video: HTMLVideoElement): Promise<string | null>
}

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

/** Pixels across of what is searched: enough for a label at arm's length, little enough for an old telephone. */
const WIDEST = 640

export async function openScanner(): Promise<Scanner> {
  const own = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (own && (await own.getSupportedFormats().catch((): string[] => [])).includes('qr_code')) {
    const detector = new own({ formats: ['qr_code'] })
    return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null }
  }
  const { default: jsQR } = await import('jsqr')
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  return {
    async read(video) {
      if (!pen || !video.videoWidth) return null
      const scale = Math.min(1, WIDEST / video.videoWidth)
      canvas.width = Math.round(video.videoWidth * scale)
      canvas.height = Math.round(video.videoHeight * scale)
      pen.drawImage(video, 0, 0, canvas.width, canvas.height)
      const seen = pen.getImageData(0, 0, canvas.width, canvas.height)
      return jsQR(seen.data, seen.width, seen.height, { inversionAttempts: 'dontInvert' })?.data || null
    },
  }
}

/** Why there is no picture: `insecure` (no HTTPS), `refused` by whoever holds the device, or no camera at all. */
export type NoCamera = 'insecure' | 'refused' | 'absent'

export async function openCamera(): Promise<MediaStream | NoCamera> {
  if (!navigator.mediaDevices?.getUserMedia) return window.isSecureContext ? 'absent' : 'insecure'
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  } catch (error) {
    return error instanceof DOMException && /NotAllowed|Security/.test(error.name) ? 'refused' : 'absent'
  }
}
