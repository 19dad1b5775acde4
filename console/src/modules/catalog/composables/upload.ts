import type { FileRef } from '@api'
import { api } from '@/app/http'
import { translate } from '@/app/i18n'

const MAX_BYTES = 10 * 1024 * 1024
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp']

/** What is wrong with a picture before it travels; empty when nothing is. */
export function pictureProblem(file: Pick<File, 'type' | 'size'>): string {
  if (!PICTURE_TYPES.includes(file.type))
    return translate('picture.wrongType')
  return file.size > MAX_BYTES ? translate('picture.tooLarge', { size: (file.size / 1024 / 1024).toFixed(1) }) : ''
}

export async function uploadPicture(file: File): Promise<FileRef> {
  const body = new FormData()
  body.append('file', file)
  return api.call('POST /files', { body })
}
