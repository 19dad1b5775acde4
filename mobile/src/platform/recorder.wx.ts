import type { Recorder, Recording } from './types'
import { SensorError } from './types'

const MOST_MS = 10 * 60_000

/** WeChat's recorder: it asks for the microphone itself the first time. */
export function createRecorder(): Recorder {
  const manager = uni.getRecorderManager()
  let began = 0

  function start(): Promise<void> {
    return new Promise((resolve, reject) => {
      manager.onStart(() => {
        began = Date.now()
        resolve()
      })
      manager.onError(({ errMsg }: { errMsg?: string }) => reject(new SensorError(/auth|deny|denied|permission/i.test(errMsg ?? '') ? 'refused' : 'failed')))
      manager.start({ duration: MOST_MS, format: 'mp3', sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 48_000 })
    })
  }
  function stop(): Promise<Recording> {
    return new Promise((resolve) => {
      manager.onStop(({ tempFilePath }: { tempFilePath: string }) => resolve({ path: tempFilePath, seconds: Math.max(1, Math.round((Date.now() - began) / 1000)) }))
      manager.stop()
    })
  }
  function cancel(): void {
    manager.onStop(() => undefined)
    manager.stop()
  }
  return { start, stop, cancel }
}
