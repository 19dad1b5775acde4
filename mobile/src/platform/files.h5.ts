export async function saveText(name: string, text: string, mime: string): Promise<boolean> {
  const url = URL.createObjectURL(new Blob([text], { type: mime }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return true
}

/** Shows a fetched file beside the page. */
export async function openFile(path: string): Promise<void> {
  const anchor = document.createElement('a')
  anchor.href = path
  anchor.target = '_blank'
  anchor.click()
}

/** Hands a fetched file to the system's share sheet; where there is none it is saved for the person. */
export async function shareFile(path: string, name: string): Promise<'sent' | 'saved' | 'cancelled'> {
  const blob = await (await fetch(path)).blob()
  const file = new File([blob], name, { type: blob.type || 'application/pdf' })
  if (typeof navigator.canShare === 'function' && navigator.canShare({ files: [file] })) {
    try {
      await navigator.share({ files: [file], title: name })
      return 'sent'
    }
    catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'AbortError')
        return 'cancelled'
    }
  }
  const anchor = document.createElement('a')
  anchor.href = path
  anchor.download = name
  anchor.click()
  return 'saved'
}

/** The words in a fetched file: where a download failed, the server's reason. */
export async function readText(path: string): Promise<string> {
  return (await fetch(path)).text()
}

/** Codes of the web: a poster made here is scanned by any camera. */
export const miniCodes = false

/** Hands a picture to the system's share sheet, or saves it. */
export async function keepPicture(url: string, name: string): Promise<'sent' | 'saved' | 'cancelled'> {
  const blob = await (await fetch(url)).blob()
  const path = URL.createObjectURL(blob)
  try {
    return await shareFile(path, name)
  }
  finally {
    setTimeout(() => URL.revokeObjectURL(path), 10_000)
  }
}
