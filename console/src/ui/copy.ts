import { translate } from '@/app/i18n'
import { toast } from './toast'

/** Copy and say so. Without a secure context the clipboard API is missing; then a hidden field does it. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  }
  catch {
    const field = document.createElement('textarea')
    field.value = text
    field.style.position = 'fixed'
    field.style.opacity = '0'
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }
  toast(translate('action.copied'))
}
