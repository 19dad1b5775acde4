/* Recording and playing sound, with the browser's own microphone and speaker. */
import { mapUrl } from './address'
import { keepBlob } from './files'
import { needConsent } from './privacy'

type Heard = (detail: any) => void

function createRecorder(): Record<string, (value?: any) => void> {
  const on: Record<string, Heard | undefined> = {}
  let recorder: MediaRecorder | undefined

  async function start(): Promise<void> {
    try {
      await needConsent('RecorderManager.start')
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const parts: Blob[] = []
      recorder = new MediaRecorder(stream)
      recorder.ondataavailable = event => parts.push(event.data)
      recorder.onstop = () => {
        stream.getTracks().forEach(track => track.stop())
        const blob = new Blob(parts, { type: recorder?.mimeType })
        on.stop?.({ tempFilePath: keepBlob(blob, 'voice.webm'), fileSize: blob.size })
      }
      recorder.start()
      on.start?.({})
    }
    catch (error) {
      on.error?.({ errMsg: `operateRecorder:fail auth deny ${(error as Error).message}` })
    }
  }
  return {
    start: () => void start(),
    stop: () => recorder?.state === 'recording' ? recorder.stop() : on.stop?.({ tempFilePath: '', fileSize: 0 }),
    onStart: (heard: Heard) => on.start = heard,
    onStop: (heard: Heard) => on.stop = heard,
    onError: (heard: Heard) => on.error = heard,
  }
}

const manager = createRecorder()

export const soundApis = {
  getRecorderManager: () => manager,
  createInnerAudioContext(): Record<string, unknown> {
    const audio = new window.Audio()
    return {
      get src() {
        return audio.src
      },
      set src(address: string) {
        audio.src = mapUrl(address)
      },
      play: () => void audio.play().catch(() => {}),
      pause: () => audio.pause(),
      stop: () => {
        audio.pause()
        audio.currentTime = 0
      },
      destroy: () => audio.removeAttribute('src'),
      onPlay: (heard: Heard) => audio.addEventListener('play', heard),
      onEnded: (heard: Heard) => audio.addEventListener('ended', heard),
      onStop: (heard: Heard) => audio.addEventListener('pause', heard),
      onPause: (heard: Heard) => audio.addEventListener('pause', heard),
      onError: (heard: Heard) => audio.addEventListener('error', heard),
    }
  },
}
