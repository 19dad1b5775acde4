import { copyText } from './clipboard'

/** A mini program has no downloads folder: the file is sent to a chat of the person's choice, or copied. */
export function saveText(name: string, text: string, _mime: string): Promise<boolean> {
  const path = `${wx.env.USER_DATA_PATH}/${name}`
  return new Promise((resolve) => {
    const copied = (): void => {
      copyText(text).then(resolve)
    }
    uni.getFileSystemManager().writeFile({
      filePath: path,
      data: text,
      encoding: 'utf8',
      success: () => wx.shareFileMessage({ filePath: path, fileName: name, success: () => resolve(true), fail: copied }),
      fail: copied,
    })
  })
}

/** Shows a fetched file; its menu can forward it. */
export function openFile(path: string): Promise<void> {
  return new Promise((resolve) => {
    uni.openDocument({ filePath: path, fileType: 'pdf', showMenu: true, complete: () => resolve() })
  })
}

/** Sends a fetched file to a chat; WeChat older than that gets it opened, with forward in its menu. */
export function shareFile(path: string, name: string): Promise<'sent' | 'saved' | 'cancelled'> {
  return new Promise((resolve) => {
    const opened = (): void => {
      openFile(path).then(() => resolve('cancelled'))
    }
    wx.shareFileMessage({
      filePath: path,
      fileName: name,
      success: () => resolve('sent'),
      fail: ({ errMsg }) => /cancel/.test(errMsg) ? resolve('cancelled') : opened(),
    })
  })
}

/** The words in a fetched file: where a download failed, the server's reason. */
export function readText(path: string): Promise<string> {
  return new Promise((resolve) => {
    uni.getFileSystemManager().readFile({ filePath: path, encoding: 'utf8', success: ({ data }) => resolve(String(data)), fail: () => resolve('') })
  })
}

/** A poster made in the mini program carries its own code, where WeChat draws one. */
export const miniCodes = true

/** WeChat's own menu for a picture: to a chat, into the album, among the favourites. */
export function keepPicture(url: string, _name: string): Promise<'sent' | 'saved' | 'cancelled'> {
  return new Promise((resolve, reject) => {
    uni.downloadFile({
      url,
      success: ({ statusCode, tempFilePath }) => {
        if (statusCode !== 200) {
          reject(new Error(String(statusCode)))
          return
        }
        wx.showShareImageMenu({ path: tempFilePath, success: () => resolve('sent'), fail: () => resolve('cancelled') })
      },
      fail: () => reject(new Error('offline')),
    })
  })
}
