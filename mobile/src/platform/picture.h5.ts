/** Longest side of a picture that is sent: sharp on every phone, quick on every line. */
const LONGEST = 1600
const QUALITY = 0.85

function read(path: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('no picture'))
    image.src = path
  })
}
interface Box { x: number, y: number, width: number, height: number }

async function drawn(image: HTMLImageElement, box: Box): Promise<string> {
  const shrink = Math.min(1, LONGEST / Math.max(box.width, box.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(box.width * shrink)
  canvas.height = Math.round(box.height * shrink)
  const pen = canvas.getContext('2d')
  if (!pen)
    return image.src
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(image, box.x, box.y, box.width, box.height, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  return blob ? URL.createObjectURL(blob) : image.src
}

/** The same picture, no larger than needed; what can not be read goes as it is. */
export async function lighter(path: string): Promise<string> {
  try {
    const image = await read(path)
    const { naturalWidth: width, naturalHeight: height } = image
    return Math.max(width, height) > LONGEST ? await drawn(image, { x: 0, y: 0, width, height }) : path
  }
  catch {
    return path
  }
}

/** Here our own sheet cuts pictures. */
export const cropsItself = false
export async function cropHere(path: string, _ratio: '1:1' | '16:9'): Promise<string | undefined> {
  return path
}

/** The part of a picture that a frame shows: `box` counts in the picture's own pixels. */
export async function cutOut(path: string, box: Box): Promise<string> {
  return drawn(await read(path), box)
}
