import { isApiError } from '@/app/http/errors'
import { translate } from '@/app/i18n'
import { toast } from './toast'

const OURS = new Set(['network', 'timeout', 'server_error', 'unexpected', 'stale'])

/** One sentence that names cause and fix; the server's own sentence when it has one. */
export function errorText(error: unknown): string {
  if (!isApiError(error))
    return translate('error.unexpected')
  if (error.detail && error.code !== 'stale')
    return error.detail
  return translate(OURS.has(error.code) ? `error.${error.code}` : 'error.unexpected')
}

export function toastError(error: unknown): void {
  toast(errorText(error), { kind: 'error' })
}
