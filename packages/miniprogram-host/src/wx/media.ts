/* Pictures, canvas, video and small device functions. */
import type { Caller } from '../types'
import type { Options } from './api'
import { recordCall } from '../record'
import { host } from '../runtime/host'
import { showPictures, showToast } from '../ui/dialogs'
import { assetUrl } from '../units'
import { mapUrl } from './address'
import { ApiError, asyncApis, recordedApis } from './api'
import { keepBlob } from './files'
import { domOf, findElements } from './selector-query'

let clipboard = ''

function pictureSize(src: string): Promise<{ width: number, height: number }> {
  const image = new window.Image()
  image.src = mapUrl(assetUrl(src, host.top()?.entry.route ?? ''))
  return image.decode().then(
    () => ({ width: image.naturalWidth, height: image.naturalHeight }),
    () => Promise.reject(new ApiError('image not found')),
  )
}

function canvasBlob(options: Options): Promise<Blob> {
  const source = options.canvas as HTMLCanvasElement | undefined
  if (!source)
    throw new ApiError('canvas is required')
  const { x = 0, y = 0, width = source.width, height = source.height } = options
  const copy = Object.assign(document.createElement('canvas'), { width: options.destWidth ?? width, height: options.destHeight ?? height })
  copy.getContext('2d')?.drawImage(source, x, y, width, height, 0, 0, copy.width, copy.height)
  return new Promise((resolve, reject) => {
    const type = options.fileType === 'jpg' ? 'image/jpeg' : 'image/png'
    copy.toBlob(blob => blob ? resolve(blob) : reject(new ApiError('canvas is empty')), type, options.quality)
  })
}

function createVideoContext(id: string, scope?: Caller): Record<string, (value?: any) => void> {
  const video = (): HTMLVideoElement | null => domOf(findElements(scope?.$scope ?? scope ?? null, `#${id}`)[0] ?? {}) as HTMLElement as HTMLVideoElement | null
  return {
    play: () => void video()?.play().catch(() => {}),
    pause: () => video()?.pause(),
    stop: () => video()?.pause(),
    seek: (position: number) => {
      const element = video()
      if (element)
        element.currentTime = position
    },
    requestFullScreen: () => void video()?.requestFullscreen().catch(() => {}),
    exitFullScreen: () => void document.exitFullscreen().catch(() => {}),
  }
}

export const mediaApis = {
  ...recordedApis('vibrateShort', 'vibrateLong', 'setKeepScreenOn'),
  ...asyncApis({
    previewImage: ({ urls = [], current }) => {
      const list = (urls as string[]).map(url => mapUrl(assetUrl(url, host.top()?.entry.route ?? '')))
      showPictures(list, typeof current === 'number' ? current : Math.max(0, (urls as string[]).indexOf(current)))
    },
    getImageInfo: async ({ src }) => ({ ...await pictureSize(src), path: src, orientation: 'up', type: 'png' }),
    compressImage: ({ src }) => ({ tempFilePath: src }),
    canvasToTempFilePath: async (options) => {
      const blob = await canvasBlob(options)
      return { tempFilePath: keepBlob(blob, blob.type === 'image/jpeg' ? 'canvas.jpg' : 'canvas.png') }
    },
    setClipboardData: async ({ data }) => {
      clipboard = String(data)
      await navigator.clipboard?.writeText(clipboard).catch(() => {})
      showToast({ title: '内容已复制', icon: 'none' })
    },
    getClipboardData: () => ({ data: clipboard }),
    hideKeyboard: () => (document.activeElement as HTMLElement | null)?.blur(),
    exitMiniProgram: () => {
      recordCall('exitMiniProgram', {})
      window.parent.postMessage({ source: 'keliu-host', type: 'close' }, '*')
    },
  }),
  createVideoContext,
}
