import { visitorHttp } from '@/modules/visitor/http'
import { scanCode, sharePort } from '@/platform'

/** What the camera reads; null when nothing was read, or when this host has no scanner. */
export async function scanText(): Promise<string | null> {
  const found = await scanCode(() => visitorHttp('GET /visitor/jssdk', { query: { url: sharePort.signedUrl() ?? '', code: '' } }))
  return typeof found === 'object' ? found.text.trim() : null
}
