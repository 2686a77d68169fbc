// Leaves a smaller copy (.br, .gz) beside each file of a build that grows smaller by it: `node pack.mjs FOLDER`.
// It comes after the build, so that the service worker's list of files does not name the copies.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const worth = /\.(css|html|js|json|svg|txt|webmanifest)$/
const least = 512

const folder = process.argv[2]
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !worth.test(entry.name)) continue
  const file = join(entry.parentPath, entry.name)
  const bytes = readFileSync(file)
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  const copies = { br: brotliCompressSync(bytes, brotli), gz: gzipSync(bytes, { level: 9 }) }
  for (const [ending, copy] of Object.entries(copies)) {
    if (bytes.length >= least && copy.length < bytes.length) writeFileSync(`${file}.${ending}`, copy)
  }
}
