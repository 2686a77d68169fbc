import { ref } from 'vue'
import { client } from '@/api'

/** When what stands on the page was asked of the server: an answer out of the worker's store says so in a header. */
export const dataSeenAt = ref(0)

client.interceptors.response.use((response, request) => {
  if (request.method === 'GET' && response.ok) {
    const kept = Number(response.headers.get('x-seen-at'))
    dataSeenAt.value = kept || Date.now()
  }
  return response
})
