import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { translate } from '@/app/i18n'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import 'element-plus/theme-chalk/el-message-box.css'

/** Ask before what cannot be undone by one tap; everything else is done at once and offers undo. */
export function confirmed(title: string, text: string, doIt: string): Promise<boolean> {
  return ElMessageBox.confirm(text, title, {
    confirmButtonText: doIt,
    cancelButtonText: translate('action.cancel'),
    confirmButtonClass: 'el-button--danger',
    autofocus: false,
  }).then(() => true, () => false)
}

/** Ask for a sentence; empty when the person thought better of it. */
export function sentence(title: string, text: string, missing: string, doIt: string): Promise<string> {
  return ElMessageBox.prompt(text, title, {
    inputPattern: /\S/,
    inputErrorMessage: missing,
    confirmButtonText: doIt,
    cancelButtonText: translate('action.cancel'),
  }).then(({ value }) => value.trim(), () => '')
}
