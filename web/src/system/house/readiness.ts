import { Problem, type Readiness } from '@/api'

/** Ask whether the house is well. A house that is not answers 503, with all that is known: that is an answer too. */
export async function askReadiness(): Promise<Readiness> {
  let response: Response
  try {
    response = await fetch('/readyz', { headers: { accept: 'application/json' } })
  } catch (error) {
    throw Problem.of(error)
  }
  const said: unknown = await response.json().catch(() => null)
  if (said && typeof said === 'object' && 'reasons' in said && 'facts' in said) return said as Readiness
  throw Problem.of(said, response)
}
