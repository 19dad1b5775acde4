import type { Out } from '@/kit/http'
import { onHide, onShow, onUnload } from '@dcloudio/uni-app'
import { ref, shallowRef } from 'vue'
import { http } from '@/modules/session/http'

export type PaymentMade = Out<'POST /orders/{id}/payments'>
const ASK_MS = 2000

/** A code on the screen: asks whether it was paid until it was, or until the code is too old. */
export function useAwaiting(orderId: () => string | undefined, paid: () => void) {
  const code = shallowRef<PaymentMade | null>(null)
  const over = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function again(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), ASK_MS)
  }

  async function look(): Promise<void> {
    const id = orderId()
    if (!id || !code.value)
      return
    const now = await http('GET /orders/{id}/payment', { path: { id } }).catch(() => null)
    if (now && now.state !== 'pending' && now.state !== 'closed')
      paid()
    else if (now && !now.open)
      over.value = true
    else
      again()
  }

  function show(made: PaymentMade): void {
    code.value = made
    over.value = false
    again()
  }

  function stop(): void {
    clearTimeout(timer)
    code.value = null
  }

  onShow(() => code.value && again())
  onHide(() => clearTimeout(timer))
  onUnload(() => clearTimeout(timer))
  return { code, over, show, stop }
}
