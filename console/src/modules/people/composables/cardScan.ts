import type { CardScan, ScanKind } from '@api'
import { useQuery } from '@tanstack/vue-query'
import { computed, onUnmounted, ref, shallowRef } from 'vue'
import { api, newKey } from '@/app/http'
import { errorText } from '@/ui/errors'

const PAUSE_MS = 700
const PATIENCE_MS = 60_000
export const PICTURES = ['image/jpeg', 'image/png', 'image/webp']
export type ScanPhase = 'idle' | 'sending' | 'reading' | 'done' | 'failed'

/** One paper card on its way into a form; what was read is forgotten when the form goes away. */
export function useCardScan() {
  const reader = useQuery({ queryKey: ['card-reader'], queryFn: ({ signal }) => api.call('GET /card-scans/reader', { signal }), staleTime: 300_000 })
  const phase = ref<ScanPhase>('idle')
  const problem = ref('')
  const scan = shallowRef<CardScan | null>(null)
  /** The last picture was an identity card's: it is gone already, and nothing of it can be kept. */
  const identity = ref(false)
  let round = 0

  /** Sends a picture and waits for what it says; undefined when it failed or another came after it. */
  async function read(file: File, slow: string, kind: ScanKind = 'card'): Promise<CardScan | undefined> {
    const mine = ++round
    phase.value = 'sending'
    problem.value = ''
    scan.value = null
    identity.value = kind === 'id_card'
    try {
      const body = new FormData()
      body.append('file', file)
      const { id } = await api.call('POST /attachments', { body, key: newKey() })
      const begun = await api.call('POST /card-scans', { body: { file_id: id, kind }, key: newKey() })
      if (mine !== round)
        return undefined
      scan.value = begun
      phase.value = 'reading'
      await patiently(begun.id, mine, slow)
    }
    catch (error) {
      if (mine === round)
        fail(errorText(error))
    }
    return mine === round && scan.value?.state === 'done' ? scan.value : undefined
  }

  async function patiently(id: string, mine: number, slow: string, until = Date.now() + PATIENCE_MS): Promise<void> {
    if (mine !== round)
      return
    const now = await api.call('GET /card-scans/{id}', { path: { id } })
    if (mine !== round)
      return
    scan.value = now
    if (now.state !== 'queued') {
      phase.value = now.state
      return
    }
    if (Date.now() > until)
      return fail(slow)
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    await patiently(id, mine, slow, until)
  }

  function fail(text: string): void {
    phase.value = 'failed'
    problem.value = text
  }

  /** Keeps the picture with what was saved. */
  async function attach(to: { customer_id: string } | { lead_id: string }, text: string): Promise<void> {
    if (scan.value && !identity.value)
      await api.call('POST /interactions', { body: { ...to, text, way: 'note', file_ids: [scan.value.file_id] }, key: newKey() })
  }

  function forget(): void {
    round++
    const id = scan.value?.id
    scan.value = null
    phase.value = 'idle'
    // Whatever is left goes within the hour by itself.
    if (id)
      api.call('DELETE /card-scans/{id}', { path: { id } }).catch(() => {})
  }
  onUnmounted(forget)

  return { reader, ready: computed(() => reader.data.value?.ready ?? false), phase, problem, scan, identity, read, attach, forget }
}

export type CardScanning = ReturnType<typeof useCardScan>
