import type { Attachment, FileRef, ShownPicture } from '@api'
import { apiBase, lighter, readText } from '@/platform'
import { ApiError } from './errors'
import { asProblemText } from './http'
import { locale, say } from './i18n'
import { commonText } from './text'

/** The server names its files by path; the mini program needs the whole address. */
export function fileUrl(path: string | null | undefined): string {
  if (!path)
    return ''
  return path.startsWith('/') ? apiBase() + path : path
}

/** Safe HTML of the server for `rich-text`: pictures with whole addresses, no wider than the page. */
export function richNodes(html: string): string {
  return html.replace(/<img\b/g, '<img style="max-width:100%;border-radius:8px"').replace(/src="\//g, `src="${apiBase()}/`)
}

/** Lets the person choose one picture and sends it; undefined when nothing was chosen. */
export async function uploadPicture(token: string | null): Promise<FileRef | undefined> {
  const path = await choosePicture()
  return path ? upload<FileRef>('/files', path, token) : undefined
}

/** Sends one picture that has been chosen already; a large one is made lighter first. */
export async function sendPicture(path: string, token: string | null): Promise<FileRef> {
  return upload<FileRef>('/files', await lighter(path), token)
}

/** Lets the person choose or film a video; undefined when nothing was chosen. */
export function chooseVideo(): Promise<string | undefined> {
  return new Promise((resolve) => {
    uni.chooseVideo({ compressed: true, maxDuration: 60, success: ({ tempFilePath }) => resolve(tempFilePath), fail: () => resolve(undefined) })
  })
}

/** Keeps a private file (picture, voice) for the next follow-up. */
export function uploadAttachment(path: string, token: string | null, seconds?: number): Promise<Attachment> {
  return upload<Attachment>('/attachments', path, token, seconds ? { seconds } : {})
}

/** Keeps a picture that a customer shows the shop. */
export function uploadShown(path: string, token: string | null): Promise<ShownPicture> {
  return upload<ShownPicture>('/visitor/pictures', path, token)
}

/** Lets the person take or choose pictures; empty when nothing was chosen. */
export function choosePictures(most: number): Promise<string[]> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count: Math.min(9, most),
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) => resolve([...tempFilePaths]),
      fail: () => resolve([]),
    })
  })
}

function choosePicture(): Promise<string | undefined> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count: 1,
      sizeType: ['compressed'],
      success: ({ tempFilePaths }) => resolve(tempFilePaths[0]),
      fail: () => resolve(undefined),
    })
  })
}

function headers(token: string | null): Record<string, string> {
  const reader = { 'Accept-Language': locale.value }
  return token ? { ...reader, Authorization: `Bearer ${token}` } : reader
}

function upload<T>(route: string, filePath: string, token: string | null, formData: Record<string, unknown> = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: `${apiBase()}/api/v1${route}`,
      filePath,
      name: 'file',
      formData,
      header: headers(token),
      success: ({ statusCode, data }) => statusCode < 300
        ? resolve(JSON.parse(data) as T)
        : reject(new ApiError(asProblemText(statusCode, data))),
      fail: () => reject(new ApiError({ status: 0, code: 'offline', detail: say(commonText, 'offline') })),
    })
  })
}

/** Fetches a file that only this person may have, and says where it is now; fails with the server's words. */
export async function fetchFile(route: string, token: string | null): Promise<string> {
  const { statusCode, tempFilePath } = await download(`${apiBase()}/api/v1${route}`, token)
  if (statusCode === 200)
    return tempFilePath
  throw new ApiError(asProblemText(statusCode, await readText(tempFilePath)))
}

function download(url: string, token: string | null): Promise<{ statusCode: number, tempFilePath: string }> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url,
      header: headers(token),
      success: resolve,
      fail: () => reject(new ApiError({ status: 0, code: 'offline', detail: say(commonText, 'offline') })),
    })
  })
}
