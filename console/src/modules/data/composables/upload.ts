import type { ImportSheet } from '@api'
import { readerHeaders } from '@/app/http'
import { ApiError, problemOf } from '@/app/http/errors'

/** Bring a sheet; a large one takes its time, so there is no time-out. */
export async function bringSheet(file: File, kind: string): Promise<ImportSheet> {
  const body = new FormData()
  body.append('file', file)
  body.append('kind', kind)
  const response = await fetch('/api/v1/imports', { method: 'POST', body, headers: { 'X-Keliu-Csrf': '1', ...readerHeaders() }, credentials: 'same-origin' })
  if (!response.ok)
    throw new ApiError(await problemOf(response))
  return await response.json() as ImportSheet
}

/** Let the browser save a file of the API. */
export function download(path: string): void {
  const link = document.createElement('a')
  link.href = `/api/v1${path}`
  link.download = ''
  link.click()
}
