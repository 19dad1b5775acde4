import type { CardScan, ScanKind } from '@api'
import { computed, onUnmounted, ref, shallowRef } from 'vue'
import { asApiError } from '@/kit/errors'
import { say } from '@/kit/i18n'
import { useLoad } from '@/kit/load'
import { choosePictures, uploadAttachment } from '@/kit/media'
import { http } from '@/modules/session/http'
import { useSession } from '@/modules/session/store'
import { scanText } from './scan-text'

const PAUSE_MS = 700
const PATIENCE_MS = 60_000
export type ScanPhase = 'idle' | 'sending' | 'reading' | 'done' | 'failed'

/** One paper card on its way into a form; what was read is forgotten when the form goes away. */
export function useCardScan() {
  const session = useSession()
  const reader = useLoad(() => http('GET /card-scans/reader'))
  const phase = ref<ScanPhase>('idle')
  const problem = ref('')
  const attach = ref(false)
  /** The last picture was an identity card's: it is gone already, and nothing of it can be kept. */
  const identity = ref(false)
  const scan = shallowRef<CardScan | null>(null)
  let round = 0

  /** Takes or chooses a picture and waits for what it says; undefined when there is nothing. */
  async function read(kind: ScanKind = 'card'): Promise<CardScan | undefined> {
    const [path] = await choosePictures(1)
    if (!path)
      return undefined
    const mine = ++round
    phase.value = 'sending'
    problem.value = ''
    scan.value = null
    identity.value = kind === 'id_card'
    try {
      const file = await uploadAttachment(path, session.token)
      const begun = await http('POST /card-scans', { body: { file_id: file.id, kind } })
      if (mine !== round)
        return undefined
      scan.value = begun
      phase.value = 'reading'
      await patiently(begun.id, mine)
    }
    catch (error) {
      if (mine === round)
        fail(asApiError(error).detail)
    }
    return mine === round && scan.value?.state === 'done' ? scan.value : undefined
  }

  async function patiently(id: string, mine: number, until = Date.now() + PATIENCE_MS): Promise<void> {
    if (mine !== round)
      return
    const now = await http('GET /card-scans/{id}', { path: { id } })
    if (mine !== round)
      return
    scan.value = now
    if (now.state !== 'queued') {
      phase.value = now.state
      return
    }
    if (Date.now() > until)
      return fail(say(scanText, 'slow'))
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    await patiently(id, mine, until)
  }

  function fail(text: string): void {
    phase.value = 'failed'
    problem.value = text
  }

  /** After saving: the picture stays with what was saved, when the person asked for that. */
  async function keep(to: { customer_id: string } | { lead_id: string }): Promise<void> {
    if (attach.value && scan.value && !identity.value)
      await http('POST /interactions', { body: { ...to, text: say(scanText, 'attached'), way: 'note', file_ids: [scan.value.file_id] } }).catch(() => {})
  }

  onUnmounted(() => {
    round++
    // Whatever is left goes within the hour by itself.
    if (scan.value)
      http('DELETE /card-scans/{id}', { path: { id: scan.value.id } }).catch(() => {})
  })
  return { reader, phase, problem, attach, identity, scan, busy: computed(() => ['sending', 'reading'].includes(phase.value)), read, keep }
}

export type CardScanning = ReturnType<typeof useCardScan>
