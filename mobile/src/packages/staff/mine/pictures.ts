import type { FileRef } from '@api'
import { ref } from 'vue'
import { asApiError } from '@/kit/errors'
import { choosePictures, sendPicture } from '@/kit/media'
import { note } from '@/kit/notes'
import { useSession } from '@/modules/session/store'
import { cropHere, cropsItself } from '@/platform'

export type Ratio = '1:1' | '16:9'

/** One picture cut to its frame and sent: WeChat cuts it itself, elsewhere our sheet does. */
export function useCropped() {
  const session = useSession()
  const path = ref('')
  const ratio = ref<Ratio>('1:1')
  const busy = ref(false)
  let then: (file: FileRef) => void = () => {}

  async function choose(wanted: Ratio, done: (file: FileRef) => void): Promise<void> {
    const [chosen] = await choosePictures(1)
    if (!chosen)
      return
    then = done
    ratio.value = wanted
    if (!cropsItself) {
      path.value = chosen
      return
    }
    const cut = await cropHere(chosen, wanted)
    if (cut)
      await send(cut)
  }
  async function send(cut: string): Promise<void> {
    path.value = ''
    busy.value = true
    try {
      then(await sendPicture(cut, session.token))
    }
    catch (thrown) {
      note(asApiError(thrown).detail)
    }
    busy.value = false
  }
  return { path, ratio, busy, choose, send, close: () => path.value = '' }
}
