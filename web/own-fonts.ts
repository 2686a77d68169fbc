import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Vant's resets of the whole page: they would take away the ring around what has the focus, and a link's underline. */
const RESETS =
  /(?:^|(?<=\}))(?:html|body|a|button,input,textarea|input,button,textarea|button,textarea|ol,ul|a:focus,[^{}]*:focus)\{[^}]*\}/g

/** Vant's icon font is a data: address, with a CDN behind it. Make a file of the one and drop the other. */
export function ownFonts(): Plugin {
  return {
    name: 'own-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.css($|\?)/.test(id)) return null
      if (/vant\/\w+\/style\/base\.css/.test(id)) return { code: code.replace(RESETS, ''), map: null }
      if (!code.includes('@font-face')) return null
      const faces = code.replace(/@font-face\s*\{[^}]*\}/g, (face) => {
        const inline = /url\(['"]?data:font\/woff2[^,]*,([A-Za-z0-9+/=]+)['"]?\)/.exec(face)
        const family = /font-family:\s*([^;}]+)/.exec(face)
        if (!inline?.[1] || !family?.[1]) return ''
        const source = Buffer.from(inline[1], 'base64')
        const digest = createHash('sha256').update(source).digest('hex').slice(0, 8)
        const reference = this.emitFile({
          type: 'asset',
          fileName: `assets/vant-icons-${digest}.woff2`,
          source,
        })
        const file = this.getFileName(reference)
        return `@font-face{font-family:${family[1]};font-display:block;src:url("/app/${file}") format("woff2")}`
      })
      return { code: faces, map: null }
    },
  }
}
