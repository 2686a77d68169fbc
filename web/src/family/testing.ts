import { onScopeDispose, ref } from 'vue'
import { seeDelivery, sendTestMessage, type DeliveryShape } from '@/api'
import { useDoing } from '@/parts/asking'

const EVERY_MS = 1000
const TRIES = 30

export type Outcome = Pick<DeliveryShape, 'state' | 'error'>

/** Send a test message and follow what becomes of it, for half a minute. */
export function useTesting(channel: string, mayFollow: () => boolean) {
  const outcome = ref<Outcome | 'sent-off' | null>(null)
  const { busy, problem, run } = useDoing()
  let gone = false
  onScopeDispose(() => (gone = true))

  async function follow(delivery: string): Promise<void> {
    for (let tried = 0; tried < TRIES && !gone; tried++) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      const { state, error } = (await seeDelivery({ path: { delivery_id: delivery } })).data
      outcome.value = { state, error }
      if (state !== 'waiting') return
    }
  }

  function test(): Promise<boolean> {
    outcome.value = null
    return run(async () => {
      const { delivery } = (await sendTestMessage({ path: { channel_id: channel } })).data
      if (mayFollow()) await follow(delivery.id)
      else outcome.value = 'sent-off'
    })
  }

  return { busy, problem, outcome, test }
}
