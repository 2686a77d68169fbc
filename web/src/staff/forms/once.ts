/** A UUID, also where the page came over plain HTTP and `crypto.randomUUID` is not there. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const text = [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('')
  return [8, 12, 16, 20].reduceRight((all, at) => `${all.slice(0, at)}-${all.slice(at)}`, text)
}

/**
 * Headers that let a request be done once: the same body again (a second tap, a retry after the line broke) has the
 * same key, another body another one. `done` after success: the same body is a new wish then.
 */
export function useOnce() {
  let key = ''
  let said = ''
  return {
    headers(body: unknown): { 'Idempotency-Key': string } {
      const text = JSON.stringify(body) ?? ''
      if (!key || text !== said) key = uuid()
      said = text
      return { 'Idempotency-Key': key }
    },
    done(): void {
      key = ''
    },
  }
}
