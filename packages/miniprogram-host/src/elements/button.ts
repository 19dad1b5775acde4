import { openContact, pickFile, showProfile, takePhoneCode } from '../wx/open-ability'
import { agreeByButton } from '../wx/privacy'
import { sharePage } from '../wx/share'
import { Behaviour } from './base'
import { Form } from './form'

export class Button extends Behaviour {
  /** HTML would read type="primary" as a submit button. */
  protected override readonly kept = ['type', 'form-type', 'size', 'plain']

  override init(): void {
    this.el.setAttribute('hover-class', 'button-hover')
    this.el.dataset.simType = 'default'
    ;(this.el as HTMLElement as HTMLButtonElement).type = 'button'
    this.el.addEventListener('click', () => this.activate())
  }

  override changed(name: string, value: unknown): void {
    if (name === 'type')
      this.el.dataset.simType = String(value ?? 'default')
    else if (name === 'size')
      this.el.dataset.simSize = String(value ?? 'default')
    else if (name === 'plain')
      this.el.toggleAttribute('data-sim-plain', this.on('plain'))
  }

  private activate(): void {
    if (this.on('disabled') || this.on('loading'))
      return
    const purpose = this.text('form-type') || this.text('formType')
    const form = this.el.closest('form') as { sim?: Behaviour } | null
    if (purpose && form?.sim instanceof Form)
      form.sim.perform(purpose)
    for (const ability of this.text('open-type').split('|').filter(Boolean))
      void this.open(ability)
  }

  private async open(ability: string): Promise<void> {
    switch (ability) {
      case 'share':
        return sharePage('button', { id: this.el.__wxElement?.id ?? '', dataset: this.el.__wxElement?.dataset ?? {} })
      case 'contact':
        return this.emit('contact', openContact({
          sessionFrom: this.text('session-from'),
          title: this.text('send-message-title'),
          path: this.text('send-message-path'),
          imageUrl: this.text('send-message-img'),
        }))
      case 'getPhoneNumber':
        return this.emit('getphonenumber', await takePhoneCode('getPhoneNumber'))
      case 'getRealtimePhoneNumber':
        return this.emit('getrealtimephonenumber', await takePhoneCode('getRealtimePhoneNumber'))
      case 'getUserInfo':
        return this.emit('getuserinfo', { errMsg: 'getUserInfo:ok', ...showProfile() })
      case 'chooseAvatar': {
        const [file] = await pickFile('image/*', false)
        return file ? this.emit('chooseavatar', { avatarUrl: file.path }) : undefined
      }
      case 'openSetting':
        return this.emit('opensetting', { errMsg: 'openSetting:ok', authSetting: {} })
      case 'agreePrivacyAuthorization':
        agreeByButton()
        return this.emit('agreeprivacyauthorization', { errMsg: 'agreePrivacyAuthorization:ok', buttonId: this.el.__wxElement?.id })
    }
  }
}
