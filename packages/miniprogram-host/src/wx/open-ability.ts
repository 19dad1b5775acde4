import type { Options, Result } from './api'
/* Who the user is and what WeChat may hand to the app: login, phone number, contact, files, codes, messages. */
import { config } from '../config'
import { recordCall } from '../record'
import { host } from '../runtime/host'
import { showModal } from '../ui/dialogs'
import { pictureOf } from './address'
import { ApiError, asyncApis, CANCELLED, recordedApis } from './api'
import { askBox, BoxAbsent, loginCode } from './box'
import { keepBlob } from './files'
import { askForApp, askPhone, inPhone } from './phone'
import { needConsent } from './privacy'

export function showProfile(): Result {
  const userInfo = { nickName: '微信用户', avatarUrl: '', gender: 0, country: '', province: '', city: '', language: 'zh_CN' }
  return { userInfo, rawData: JSON.stringify(userInfo) }
}

/** Detail of the getphonenumber event: a code from the hook or from the box, or a refusal. */
export async function takePhoneCode(name: string): Promise<Result> {
  recordCall(name, {})
  try {
    await needConsent(name)
    const code = await phoneCode()
    return { errMsg: `${name}:ok`, code }
  }
  catch (error) {
    return { errMsg: `${name}:fail ${error instanceof BoxAbsent ? 'no permission' : (error as Error).message}` }
  }
}

async function phoneCode(): Promise<unknown> {
  if (config.onPhoneNumber)
    return config.onPhoneNumber()
  return inPhone() ? askPhone('phoneNumber') : (await askBox('phone-code', {})).code
}

/** Detail of the contact event. */
export function openContact(detail: Record<string, unknown>): Result {
  recordCall('contact', detail)
  config.onContact?.(detail)
  if (inPhone())
    askPhone('contact', { ...detail, picture: pictureOf(String(detail.imageUrl ?? '')), path: detail.path || host.top()?.path, pageTitle: host.top()?.style.navigationBarTitleText }).catch(() => {})
  return { errMsg: 'enterContact:ok', path: '', query: {} }
}

interface Picked { path: string, size: number, name: string, type: string }

/** Let the person choose files; an empty list when they change their mind. */
export function pickFile(accept: string, many: boolean): Promise<Picked[]> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept, multiple: many, hidden: true })
  input.className = 'sim-file'
  document.body.append(input)
  return new Promise((resolve) => {
    const finish = (files: File[]): void => {
      input.remove()
      resolve(files.map(file => ({ path: keepBlob(file, file.name), size: file.size, name: file.name, type: file.type })))
    }
    input.addEventListener('change', () => finish([...input.files ?? []]))
    input.addEventListener('cancel', () => finish([]))
    input.click()
  })
}

async function mustPick(accept: string, options: Options, most: number): Promise<Picked[]> {
  const count = Number(options.count ?? most)
  const files = await pickFile(accept, count > 1)
  if (files.length === 0)
    throw new ApiError(CANCELLED)
  return files.slice(0, count)
}

function kindOf(type: string): string {
  return type.startsWith('video/') ? 'video' : 'image'
}

async function scan(): Promise<Result> {
  if (inPhone() && !config.onScanCode)
    return askForApp<Result>('scan')
  const typed = async (): Promise<string> => {
    const answer = await showModal({ title: '扫一扫', editable: true, placeholderText: '码里的内容' })
    return answer.confirm ? answer.content ?? '' : ''
  }
  const result = config.onScanCode ? await config.onScanCode() : await typed()
  if (!result)
    throw new ApiError(CANCELLED)
  return { result, scanType: 'QR_CODE', charSet: 'utf-8', rawData: '' }
}

async function subscribe({ tmplIds = [] }: Options): Promise<Result> {
  if (config.onSubscribe)
    return await config.onSubscribe(tmplIds)
  if (inPhone())
    return askForApp<Result>('subscribe', { tmplIds })
  const answer = await showModal({ title: '订阅消息', content: '允许发送一次服务消息', confirmText: '允许' })
  return Object.fromEntries((tmplIds as string[]).map(id => [id, answer.confirm ? 'accept' : 'reject']))
}

/** The phone does it, or, without one, it is only remembered. */
const byPhone = (what: string) => async (options: Options): Promise<Result | void> =>
  inPhone() ? askForApp<Result>(what, JSON.parse(JSON.stringify(options)) as Result) : undefined

export const openApis = {
  ...recordedApis('checkSession', 'authorize', 'saveVideoToPhotosAlbum', 'openDocument', 'shareFileMessage', 'openCustomerServiceChat', 'reportEvent', 'preloadAssets'),
  ...asyncApis({
    login: async () => {
      try {
        return { code: await loginCode() }
      }
      catch (error) {
        throw new ApiError((error as Error).message)
      }
    },
    getUserProfile: showProfile,
    getUserInfo: showProfile,
    getSetting: () => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true } }),
    openSetting: () => ({ authSetting: {} }),
    makePhoneCall: byPhone('call'),
    addPhoneContact: byPhone('saveContact'),
    openLocation: byPhone('place'),
    navigateToMiniProgram: byPhone('openMini'),
    saveImageToPhotosAlbum: byPhone('saveImage'),
    requestPayment: (options) => {
      if (!inPhone())
        throw new ApiError('no permission')
      return byPhone('pay')(options)
    },
    getLocation: async () => {
      const place = config.location ?? (inPhone() ? await askForApp<{ latitude: number, longitude: number }>('location') : null)
      if (!place)
        throw new ApiError('auth deny')
      return { ...place, speed: 0, accuracy: 30, altitude: 0 }
    },
    chooseImage: async (options) => {
      const files = await mustPick('image/*', options, 9)
      return { tempFilePaths: files.map(file => file.path), tempFiles: files.map(({ path, size }) => ({ path, size })) }
    },
    chooseMedia: async (options) => {
      const accept = ((options.mediaType ?? ['image', 'video']) as string[]).filter(type => type !== 'mix').map(type => `${type}/*`).join(',')
      const files = await mustPick(accept, options, 9)
      const list = files.map(file => ({ tempFilePath: file.path, size: file.size, fileType: kindOf(file.type) }))
      return { type: list[0]?.fileType, tempFiles: list }
    },
    chooseMessageFile: async (options) => {
      const files = await mustPick('', options, 100)
      return { tempFiles: files.map(({ path, size, name, type }) => ({ path, size, name, type: kindOf(type), time: 0 })) }
    },
    scanCode: scan,
    requestSubscribeMessage: subscribe,
  }),
}
