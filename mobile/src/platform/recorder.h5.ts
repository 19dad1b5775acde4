import type { Recorder, Recording } from './types'
import { SensorError } from './types'

const MIMES = ['audio/mp4', 'audio/webm;codecs=opus', 'audio/webm', 'audio/ogg']

/** A phone browser's own recorder; what it makes is sent as it is. */
export function createRecorder(): Recorder {
  let media: MediaRecorder | null = null
  let parts: Blob[] = []
  let began = 0

  async function start(): Promise<void> {
    if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined')
      throw new SensorError('unsupported')
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: DOMException) => {
      throw new SensorError(error.name === 'NotAllowedError' ? 'refused' : 'failed')
    })
    const mimeType = MIMES.find(one => MediaRecorder.isTypeSupported(one))
    media = new MediaRecorder(stream, mimeType ? { mimeType } : {})
    parts = []
    media.ondataavailable = ({ data }) => void parts.push(data)
    media.start()
    began = Date.now()
  }

  function release(): void {
    media?.stream.getTracks().forEach(track => track.stop())
    media = null
  }
  function stop(): Promise<Recording> {
    const running = media
    if (!running)
      return Promise.reject(new SensorError('failed'))
    return new Promise((resolve) => {
      running.onstop = () => {
        const seconds = Math.max(1, Math.round((Date.now() - began) / 1000))
        const path = URL.createObjectURL(new Blob(parts, { type: running.mimeType }))
        release()
        resolve({ path, seconds })
      }
      running.stop()
    })
  }
  function cancel(): void {
    if (media) {
      media.onstop = null
      media.stop()
      release()
    }
  }
  return { start, stop, cancel }
}
