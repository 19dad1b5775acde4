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
