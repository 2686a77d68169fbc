/** The generated client, set up: same origin, the session's cookie, and every failure a `Problem`. */
import { client } from './made/client.gen'
import { Problem } from './problem'

client.setConfig({ baseUrl: '', credentials: 'same-origin', throwOnError: true })
client.interceptors.error.use((error, response) => Problem.of(error, response))
client.interceptors.response.use((response) => {
  if (response.status === 401) window.dispatchEvent(new Event('banister:logged-out'))
  return response
})

export { client, Problem }
export * from './made'
