import type { Attachment, Place } from '@api'
import type { Refusal } from '@/platform'
import { computed, onUnmounted, ref, shallowRef } from 'vue'
import { asApiError } from '@/kit/errors'
import { choosePictures, uploadAttachment } from '@/kit/media'
import { useSession } from '@/modules/session/store'
import { createRecorder, SensorError, whereAmI } from '@/platform'

export const MOST = 9
export interface Carried { key: number, kind: 'picture' | 'voice', path: string, seconds: number, file: Attachment | null, problem: string }
export type Sensor = 'mic' | 'place'

/** What a follow-up carries: recordings, pictures and a place, each sent as soon as it is there. */
export function useCarry() {
  const session = useSession()
  const recorder = createRecorder()
  const items = ref<Carried[]>([])
  const place = shallowRef<Place | null>(null)
  const placing = ref(false)
  const recording = ref(false)
  const elapsed = ref(0)
  const refusal = shallowRef<{ sensor: Sensor, why: Refusal } | null>(null)
  const busy = computed(() => recording.value || items.value.some(one => !one.file && !one.problem))
  const ids = computed(() => items.value.flatMap(one => one.file ? [one.file.id] : []))
  let last = 0
  let clock: ReturnType<typeof setInterval> | undefined

  function said(sensor: Sensor, error: unknown): void {
    refusal.value = { sensor, why: error instanceof SensorError ? error.why : 'failed' }
  }
  async function record(): Promise<void> {
    refusal.value = null
    try {
      await recorder.start()
    }
    catch (error) {
      said('mic', error)
      return
    }
    recording.value = true
    elapsed.value = 0
    clock = setInterval(() => elapsed.value++, 1000)
  }
  async function stop(): Promise<void> {
    clearInterval(clock)
    try {
      const { path, seconds } = await recorder.stop()
      recording.value = false
      await send('voice', path, seconds)
    }
    catch (error) {
      recording.value = false
      said('mic', error)
    }
  }
  async function pictures(): Promise<void> {
    const paths = await choosePictures(MOST - items.value.length)
    await Promise.all(paths.map(path => send('picture', path, 0)))
  }
  async function send(kind: Carried['kind'], path: string, seconds: number): Promise<void> {
    const key = ++last
    items.value.push({ key, kind, path, seconds, file: null, problem: '' })
    await upload(key)
  }
  async function upload(key: number): Promise<void> {
    const one = items.value.find(item => item.key === key)
    if (!one)
      return
    change(key, { problem: '' })
    try {
      change(key, { file: await uploadAttachment(one.path, session.token, one.seconds) })
    }
    catch (error) {
      change(key, { problem: asApiError(error).detail })
    }
  }
  function change(key: number, next: Partial<Carried>): void {
    items.value = items.value.map(one => one.key === key ? { ...one, ...next } : one)
  }
  const remove = (key: number): void => void (items.value = items.value.filter(one => one.key !== key))

  async function locate(): Promise<void> {
    refusal.value = null
    placing.value = true
    try {
      place.value = { ...await whereAmI(), name: '' }
    }
    catch (error) {
      said('place', error)
    }
    placing.value = false
  }
  onUnmounted(() => {
    clearInterval(clock)
    if (recording.value)
      recorder.cancel()
  })
  return { items, ids, busy, recording, elapsed, record, stop, pictures, upload, remove, place, placing, locate, refusal }
}

export type Carry = ReturnType<typeof useCarry>
