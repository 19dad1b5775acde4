import type { Attachment } from '@api'
import { computed, ref } from 'vue'
import { api, newKey } from '@/app/http'
import { errorText } from '@/ui/errors'

export const MOST_FILES = 9
export const ACCEPT = 'image/jpeg,image/png,image/webp,audio/*,.amr,video/mp4,video/quicktime,video/webm,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx'

export interface Upload { key: string, name: string, file: Attachment | null, problem: string }

/** Files on their way into a follow-up: each goes up as soon as it is chosen. */
export function useUploads() {
  const items = ref<Upload[]>([])
  const busy = computed(() => items.value.some(one => !one.file && !one.problem))
  const ids = computed(() => items.value.flatMap(one => one.file ? [one.file.id] : []))

  async function add(files: Iterable<File>): Promise<void> {
    const free = Math.max(0, MOST_FILES - items.value.length)
    await Promise.all([...files].slice(0, free).map(send))
  }

  async function send(file: File): Promise<void> {
    const key = newKey()
    items.value.push({ key, name: file.name, file: null, problem: '' })
    const body = new FormData()
    body.append('file', file)
    try {
      change(key, { file: await api.call('POST /attachments', { body, key }) })
    }
    catch (error) {
      change(key, { problem: errorText(error) })
    }
  }

  function change(key: string, next: Partial<Upload>): void {
    items.value = items.value.map(one => one.key === key ? { ...one, ...next } : one)
  }
  function remove(key: string): void {
    items.value = items.value.filter(one => one.key !== key)
  }
  const clear = (): void => void (items.value = [])
  return { items, busy, ids, add, remove, clear }
}
