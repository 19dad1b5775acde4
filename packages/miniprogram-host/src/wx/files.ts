/* Files: what the user picked, what was downloaded, what the app wrote. They live as long as the page. */
import type { Options, Result } from './api'
import { ApiError, asyncApis } from './api'
import { fromBase64, toBase64 } from './base64'

const named = new Map<string, File>()

/** Remember a file and give its path; a picture element can show a blob address directly. */
export function keepBlob(blob: Blob, name: string, path?: string): string {
  const file = new File([blob], name, { type: blob.type })
  const key = path ?? URL.createObjectURL(file)
  named.set(key, file)
  return key
}

export async function fileOf(path: string): Promise<File | null> {
  const known = named.get(path)
  if (known || !/^(?:blob|data):/.test(path))
    return known ?? null
  const blob = await (await fetch(path)).blob()
  return new File([blob], 'file', { type: blob.type })
}

async function mustFind(path: string): Promise<File> {
  const file = await fileOf(path)
  if (!file)
    throw new ApiError(`no such file or directory, open '${path}'`)
  return file
}

async function read(options: Options): Promise<Result> {
  const buffer = await (await mustFind(options.filePath)).arrayBuffer()
  const { encoding } = options
  if (!encoding)
    return { data: buffer }
  return { data: encoding === 'base64' ? toBase64(buffer) : new TextDecoder().decode(buffer) }
}

function write(options: Options): void {
  const { data, encoding, filePath } = options
  const content = encoding === 'base64' ? fromBase64(data) : data
  keepBlob(new Blob([content]), String(filePath).split('/').pop() ?? 'file', filePath)
}

export function getFileSystemManager(): Record<string, unknown> {
  return asyncApis({
    readFile: read,
    writeFile: write,
    access: async ({ path }) => void await mustFind(path),
    unlink: async ({ filePath }) => {
      await mustFind(filePath)
      named.delete(filePath)
    },
    getFileInfo: async ({ filePath }) => ({ size: (await mustFind(filePath)).size }),
  })
}
