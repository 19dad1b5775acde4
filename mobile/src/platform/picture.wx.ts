/** The same picture, no larger than needed. */
export function lighter(path: string): Promise<string> {
  return new Promise((resolve) => {
    uni.compressImage({ src: path, quality: 80, success: ({ tempFilePath }) => resolve(tempFilePath), fail: () => resolve(path) })
  })
}

/** WeChat cuts pictures itself. */
export const cropsItself = true

/** Undefined when the person thought better of it; older versions of WeChat send the picture whole. */
export function cropHere(path: string, ratio: '1:1' | '16:9'): Promise<string | undefined> {
  const host = wx as unknown as { cropImage?: (options: { src: string, cropScale: string, success: (answer: { tempFilePath: string }) => void, fail: (problem: { errMsg: string }) => void }) => void }
  const { cropImage } = host
  if (!cropImage)
    return Promise.resolve(path)
  return new Promise((resolve) => {
    cropImage({
      src: path,
      cropScale: ratio,
      success: ({ tempFilePath }) => resolve(tempFilePath),
      fail: ({ errMsg }) => resolve(/cancel/.test(errMsg) ? undefined : path),
    })
  })
}

export async function cutOut(path: string, _box: { x: number, y: number, width: number, height: number }): Promise<string> {
  return path
}
