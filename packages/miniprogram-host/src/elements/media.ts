import { assetUrl } from '../units'
import { mapUrl } from '../wx/address'
import { Behaviour, inner } from './base'
import { pageOf } from './page-of'

/** `<canvas type="2d">` is the browser's canvas with the few extra methods WeChat's node has. */
export class Canvas extends Behaviour {
  override init(): void {
    const canvas = this.el as HTMLElement as HTMLCanvasElement
    Object.assign(canvas, {
      createImage: () => new window.Image(),
      createImageData: (width: number, height: number) => new ImageData(width, height),
      createPath2D: (path?: Path2D | string) => new Path2D(path),
      requestAnimationFrame: (run: FrameRequestCallback) => window.requestAnimationFrame(run),
      cancelAnimationFrame: (id: number) => window.cancelAnimationFrame(id),
    })
  }
}

const FLAGS = ['autoplay', 'loop', 'muted'] as const
const PLAIN_EVENTS = ['play', 'pause', 'ended', 'waiting'] as const

export class Video extends Behaviour {
  protected override readonly kept = ['src', 'poster', 'controls', ...FLAGS]

  get video(): HTMLVideoElement {
    return this.el as HTMLElement as HTMLVideoElement
  }

  override init(): void {
    const { video } = this
    video.controls = true
    video.playsInline = true
    for (const type of PLAIN_EVENTS)
      video.addEventListener(type, () => this.emit(type))
    video.addEventListener('timeupdate', () => {
      this.emit('timeupdate', { currentTime: video.currentTime, duration: video.duration || 0 })
    })
    video.addEventListener('loadedmetadata', () => {
      this.emit('loadedmetadata', { width: video.videoWidth, height: video.videoHeight, duration: video.duration })
    })
    video.addEventListener('error', () => this.emit('error', { errMsg: video.error?.message ?? '' }))
    video.addEventListener('fullscreenchange', () => {
      this.emit('fullscreenchange', { fullScreen: document.fullscreenElement === video })
    })
  }

  override changed(name: string): void {
    if (name === 'src' || name === 'poster')
      this.video[name] = mapUrl(assetUrl(this.text(name), pageOf(this.el)))
    else if (name === 'controls')
      this.video.controls = this.on('controls')
    else if (name === 'object-fit')
      this.video.style.objectFit = this.text('object-fit')
    for (const flag of FLAGS.filter(item => item === name))
      this.video[flag] = this.on(flag)
  }
}

export class WebView extends Behaviour {
  private readonly frame = inner('iframe', 'sim-web')

  override init(): void {
    this.el.append(this.frame)
    this.frame.addEventListener('load', () => this.emit('load', { src: this.text('src') }))
  }

  override changed(name: string): void {
    if (name === 'src')
      this.frame.src = this.text('src')
  }
}
