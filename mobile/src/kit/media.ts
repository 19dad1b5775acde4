import type { FileRef } from '@api'
import { apiBase } from '@/platform'
import { ApiError } from './errors'
import { asProblemText } from './http'
import { say } from './i18n'
import { commonText } from './text'

/** The server names its files by path; the mini program needs the whole address. */
export function fileUrl(path: string | null | undefined): string {
  if (!path)
    return ''
  return path.startsWith('/') ? apiBase() + path : path
}

/** Lets the person choose one picture and sends it; undefined when nothing was chosen. */
export async function uploadPicture(token: string | null): Promise<FileRef | undefined> {
  const path = await choosePicture()
  return path ? upload(path, token) : undefined
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

function upload(filePath: string, token: string | null): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: `${apiBase()}/api/v1/files`,
      filePath,
      name: 'file',
      header: token ? { Authorization: `Bearer ${token}` } : {},
      success: ({ statusCode, data }) => statusCode < 300
        ? resolve(JSON.parse(data) as FileRef)
        : reject(new ApiError(asProblemText(statusCode, data))),
      fail: () => reject(new ApiError({ status: 0, code: 'offline', detail: say(commonText, 'offline') })),
    })
  })
}
