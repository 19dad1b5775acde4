import { recordCall } from '../record'
import { openBy } from '../wx/navigate'
import { Behaviour } from './base'

export class Navigator extends Behaviour {
  override init(): void {
    this.el.setAttribute('hover-class', 'navigator-hover')
    this.el.addEventListener('click', () => this.go())
  }

  private go(): void {
    if (this.text('target') === 'miniProgram') {
      recordCall('navigateToMiniProgram', { appId: this.text('app-id'), path: this.text('path') })
      return
    }
    const kind = this.text('open-type', 'navigate')
    openBy(kind, this.text('url'), this.number('delta', 1)).then(
      () => this.emit('success'),
      (error: Error) => this.emit('fail', { errMsg: error.message }),
    )
  }
}
