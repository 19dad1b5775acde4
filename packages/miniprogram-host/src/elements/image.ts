import { assetUrl } from '../units'
import { mapUrl } from '../wx/address'
import { Behaviour, inner } from './base'
import { pageOf } from './page-of'

const FITS: Record<string, string> = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover' }
const SPOTS = new Set(['top', 'bottom', 'center', 'left', 'right', 'top left', 'top right', 'bottom left', 'bottom right'])

export class Image extends Behaviour {
  private readonly img = inner('img', 'sim-img')

  override init(): void {
    this.img.alt = ''
    this.img.draggable = false
    this.img.addEventListener('load', () => {
      this.emit('load', { width: this.img.naturalWidth, height: this.img.naturalHeight })
    })
    this.img.addEventListener('error', () => {
      // The same line WeChat gives; a picture that is missing is the app's business, not an error of the host.
      this.emit('error', { errMsg: `GET ${this.text('src')} 404` })
    })
    this.el.append(this.img)
    this.draw()
  }

  override changed(name: string, value: unknown): void {
    if (name === 'mode')
      this.draw()
    else if (name === 'src')
      this.load(typeof value === 'string' ? value : '')
  }

  private load(src: string): void {
    this.img.hidden = !src
    if (src)
      this.img.src = mapUrl(assetUrl(src, pageOf(this.el)))
    else
      this.img.removeAttribute('src')
  }

  private draw(): void {
    const mode = this.text('mode', 'scaleToFill')
    this.el.dataset.simMode = mode
    this.img.style.objectFit = SPOTS.has(mode) ? 'none' : FITS[mode] ?? 'fill'
    this.img.style.objectPosition = SPOTS.has(mode) ? mode : ''
  }
}
